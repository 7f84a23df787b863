"""`review terminal`: one question after the other, one key each."""

from rich.console import Console
from rich.text import Text

from ...audit import COMMAND_KEYS, Form, Question, Review, Suspect, decide, label_keys
from ...files import printable
from ...labels import Decision
from ..console import errors_told
from .keyboard import ESC, Cancelled, has_keys, read_key, read_line
from .options import AUDIT, CORRECTIONS, AuditFile, By, Corrections, Labels, open_review
from .showing import decision_in_words, show_question, speaker
from .status import show_status


def main(audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS, by: By = "", labels: Labels = "") -> None:
    """Decide form by form, with one key each; then the mentions of forms where it depends.

    y: the proposal is right; k: the label is right as it is; a label's key: that label, same extent; n: no entity;
    e: type the right extent; d: depends, ask about each mention; s: skip; u: undo; q: quit. Each decision is saved at
    once, and the next session continues where this one stopped. Esc or Ctrl-C while you type leads back to the question,
    and nothing is recorded; Ctrl-C at a question quits. Undo takes back your answers of this session and then, with --by,
    your earlier ones, but nobody else's.
    """
    review, names = open_review(audit, corrections, by=by, labels=labels)
    with errors_told(stopped="stopped; the answers given so far are saved"):
        Terminal(review, names).run()
    show_status(review)


class Terminal:
    """Asks questions and writes the answers. A terminal is read key by key, anything else line by line."""

    def __init__(self, review: Review, labels: tuple[str, ...]):
        self.review, self.labels, self.keys = review, labels, label_keys(labels)
        self.say = speaker(Console(highlight=False, markup=False, emoji=False, soft_wrap=True))

    def run(self) -> None:
        """Asks until nothing is left, or the person quits."""
        while (question := self.review.next()) is not None:
            show_question(self.review, question, say=self.say)
            self.say(Text(self._help(question), style="dim"))
            if not self._ask(question):
                return
        if self.review.findings.forms:
            self.say("No questions left: convert and audit again to apply your decisions")

    def _ask(self, question: Question) -> bool:
        """Asks until a key answers, and returns whether to go on with the next question."""
        while True:
            try:
                key = self._key()
                if key == "q":
                    return False
                if said := self._done(question, key):
                    self.say(f"  {said}")
                    return True
            except Cancelled:
                self.say("  cancelled; nothing was recorded")
            except ValueError as error:
                self.say(f"  {error}")
                continue
            self.say(f"  keys: {self._help(question)}")

    def _done(self, question: Question, key: str) -> str:
        """Does what a key stands for, and returns what was done, in words; '' for a key that stands for nothing.

        Raises ValueError, and does nothing, for an answer that does not fit.
        """
        if key == "u":
            done = self.review.undo()
            return f"undone: {decision_in_words(done)}" if done else self._nothing_to_undo()
        if key == "s":
            self.review.skip(question)
            return "skipped until the next session"
        if key == "d" and isinstance(question, Form):
            self.review.add_depends(question)
            return "its mentions will be asked one by one, after the forms"
        decision = self._decision(question, key)
        if decision is None:
            return ""
        self.review.add(decision)
        return decision_in_words(decision)

    def _nothing_to_undo(self) -> str:
        earlier = f"{self.review.by} has decided nothing" if self.review.by else "give --by to undo your earlier decisions"
        return f"there is nothing to undo in this session; {earlier}"

    def _decision(self, question: Question, key: str) -> Decision | None:
        """Returns the decision that a key stands for; None for a key that stands for none. Raises ValueError, Cancelled."""
        if key == "e":
            extent = self._line("  right text (Esc cancels): ")
            if not extent:
                raise Cancelled
            label = self._line(f"  label ({', '.join(self.labels)}; Enter for {_proposed(question)}): ")
            label = self.keys.get(label.lower(), label.upper()) if label else _proposed(question)
            if label not in self.labels:
                raise ValueError(f"'{printable(label)}' is not one of {', '.join(self.labels)}")
            return decide(question, label, extent)
        if key in self.keys or key in ("y", "k", "n"):
            return decide(question, self.keys.get(key, key))
        return None

    def _key(self) -> str:
        """Returns the key that was typed; a label's name stands for its key. Ctrl-C and the end of the input are q."""
        try:
            if has_keys():
                return read_key().lower()
            line = read_line()
        except Cancelled:
            return "q"
        named = {name: key for key, name in self.keys.items()}
        return named.get(line.upper(), line[:1].lower()) if line else ""

    def _line(self, prompt: str) -> str:
        """Returns the line that was typed after a prompt. Raises Cancelled, and ValueError for one that is not text."""
        self.say(prompt, newline=False)
        line = read_line()
        if ESC in line:
            raise Cancelled
        return line

    def _help(self, question: Question) -> str:
        proposal = question.becomes or "no entity" if isinstance(question, Form) else "the proposal"
        kept = question.label or "no entity" if isinstance(question, Form) else "as it is"
        names = {**COMMAND_KEYS, "y": f"yes, {proposal}", "k": f"keep {kept}"}
        if isinstance(question, Suspect):
            del names["d"]
        first, last = (("y", "k"), ("n", "d", "e", "s", "u", "q"))
        return "  ".join(
            [
                *(f"[{key}] {names[key]}" for key in first),
                *(f"[{key}] {label}" for key, label in self.keys.items()),
                *(f"[{key}] {names[key]}" for key in last if key in names),
            ]
        )


def _proposed(question: Question) -> str:
    """Returns the label that is proposed, else the label as it is."""
    if isinstance(question, Form):
        return question.becomes or question.label
    return next((span.label for span in (*question.new, *question.old)), "")
