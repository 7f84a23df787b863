"""`review terminal`: one question after the other, one key each."""

from rich.console import Console
from rich.text import Text

from ...audit import AnsweredError, Interview, Question, Reach, proposed_label, reach_in_words, reaches
from ...evaluation import NEXT
from ..console import errors_told
from .keyboard import ESC, Cancelled, has_keys, read_key, read_line
from .options import AUDIT, CORRECTIONS, AuditFile, By, Corrections, Labels, Overlap, open_review
from .showing import show_question, speaker
from .status import show_status

_AUDIT_AGAIN = "`spacy project run convert` and `spacy project run audit` learn from them what to ask next"


def main(
    audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS, by: By = "", labels: Labels = "", overlap: Overlap = 0
) -> None:
    """Decide form by form, with one key each; then the mentions of forms where it depends.

    y: the proposal is right; k: the label is right as it is; a label's key: that label, same extent; n: no entity;
    e: type the right extent; d: depends, ask about each mention; c: your answer holds in one cable only, or everywhere;
    s: skip; u: undo; q: quit. Each decision is saved at
    once, and the next session continues where this one stopped. Esc or Ctrl-C while you type leads back to the question,
    and nothing is recorded; Ctrl-C at a question quits. Undo takes back your answers of this session and then, with --by,
    your earlier ones, but nobody else's.
    """
    review, names = open_review(audit, corrections, by=by, labels=labels, overlap=overlap)
    with errors_told(stopped="stopped; the answers given so far are saved"):
        Terminal(Interview(review, names)).run()
    show_status(review)


class Terminal:
    """Asks questions and writes the answers. A terminal is read key by key, anything else line by line."""

    def __init__(self, interview: Interview):
        self.interview, self.review = interview, interview.review
        self._rounds = 0  # of so many answers that an audit would learn from them
        self.say = speaker(Console(highlight=False, markup=False, emoji=False, soft_wrap=True))

    def run(self) -> None:
        """Asks until nothing is left, or the person quits."""
        while (question := self.review.next()) is not None:
            show_question(self.review, question, say=self.say)
            self.say(Text(self._help(question), style="dim"))
            if not self._ask(question):
                return
            if (rounds := self.review.changes // NEXT) > self._rounds:
                self._rounds = rounds
                self.say(f"{rounds * NEXT} answers in this session: {_AUDIT_AGAIN}")
        if self.review.findings.forms:
            self.say("No questions left: convert and audit again to apply your decisions")

    def _ask(self, question: Question) -> bool:
        """Asks until a key answers, and returns whether to go on with the next question."""
        reach = reaches(question)[0]
        while True:
            try:
                key = self._key()
                if key == "q":
                    return False
                if key == "c":
                    reach = self._next_reach(question, reach)
                    continue
                if said := self._done(question, key, reach):
                    self.say(f"  {said}")
                    return True
            except Cancelled:
                self.say("  cancelled; nothing was recorded")
            except AnsweredError as error:
                self.say(f"  {error}")
                return True
            except ValueError as error:
                self.say(f"  {error}")
                continue
            self.say(f"  keys: {self._help(question)}")

    def _next_reach(self, question: Question, reach: Reach) -> Reach:
        """Says where the answer will hold from now on, and returns it."""
        among = reaches(question)
        chosen = among[(among.index(reach) + 1) % len(among)]
        cable = next((place.cable for place in self.review.places(question)), "")
        self.say(f"  your answer will hold {reach_in_words(question, chosen, cable)}")
        return chosen

    def _done(self, question: Question, key: str, reach: Reach) -> str:
        """Does what a key stands for, and returns what was done, in words; '' for a key that stands for nothing.

        Raises Cancelled, and ValueError, having done nothing, for an answer that does not fit.
        """
        if key == "u":
            return self.interview.undo()
        extent = label = ""
        if key == "e":
            extent = self._line("  right text (Esc cancels): ")
            if not extent:
                raise Cancelled
            names = ", ".join(self.interview.labels)
            label = self._line(f"  label ({names}; Enter for {proposed_label(question)}): ")
        return self.interview.answer(question, key, extent=extent, label=label, reach=reach)

    def _key(self) -> str:
        """Returns the key that was typed; a label's name stands for its key. Ctrl-C and the end of the input are q."""
        try:
            if has_keys():
                return read_key().lower()
            line = read_line()
        except Cancelled:
            return "q"
        named = {name: key for key, name in self.interview.keys.items()}
        return named.get(line.upper(), line[:1].lower()) if line else ""

    def _line(self, prompt: str) -> str:
        """Returns the line that was typed after a prompt. Raises Cancelled, and ValueError for one that is not text."""
        self.say(prompt, newline=False)
        line = read_line()
        if ESC in line:
            raise Cancelled
        return line

    def _help(self, question: Question) -> str:
        return "  ".join(f"[{key}] {name}" for key, name in self.interview.choices(question))
