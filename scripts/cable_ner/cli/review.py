"""The person's hour: decide what audit found, in the order in which it helps most."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import click
import spacy
import typer
from rich.console import Console
from rich.text import Text
from wasabi import msg

from ..audit import (
    COMMANDS,
    CSV,
    FORMATS,
    LABEL_STUDIO,
    PRODIGY,
    Form,
    Question,
    Review,
    Suspect,
    as_csv,
    as_label_studio,
    as_prodigy,
    form_decision,
    label_keys,
    labelling_config,
    mention_decision,
    read_audit,
    read_csv,
    read_label_studio,
    read_prodigy,
    span_text,
    tasks,
)
from ..evaluation import Labelled
from ..files import explain, printable, read_docs, write_bytes
from ..labels import Decision, FormDecision
from .options import Lang, names_of

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
AuditFile = Annotated[Path, typer.Option("--audit", help="What audit found")]
Corrections = Annotated[Path, typer.Option("--corrections", help="Where decisions are kept, one a line")]
By = Annotated[str, typer.Option("--by", help="Who decides; written beside each decision")]
Labels = Annotated[str, typer.Option("--labels", help="Labels to choose from (default: those of the audit)")]
_AUDIT, _CORRECTIONS = Path("corpus/audit.json"), Path("corpus/corrections.jsonl")
_MOST_CONTEXTS = 5


def _open(audit: Path, corrections: Path, by: str = "", labels: str = "") -> tuple[Review, tuple[str, ...]]:
    """Returns the review, and the labels to choose from. Ends the program if a file cannot be read."""
    try:
        review = Review(read_audit(audit), corrections, by=by)
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    return review, names_of(labels) or review.audit.labels


# -- in the terminal -----------------------------------------------------------------------------


@app.command("terminal")
def main_terminal(
    audit: AuditFile = _AUDIT, corrections: Corrections = _CORRECTIONS, by: By = "", labels: Labels = ""
) -> None:
    """Decide one form after the other, one key each; then the mentions of those where it depends.

    y: the proposal is right; k: the label is right as it is; a label's key: that label, same extent; n: no entity;
    e: type the right extent; d: depends, ask each mention; s: skip; u: undo; q: quit. What is decided is on the disk
    at once, and the next session goes on where this one stopped.
    """
    review, names = _open(audit, corrections, by, labels)
    try:
        Terminal(review, names).run()
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    _show_status(review)


class Terminal:
    """Asks questions and writes the answers. Keys are read one by one from a terminal, and by lines from anything else."""

    def __init__(self, review: Review, labels: tuple[str, ...]):
        self.review, self.keys = review, label_keys(labels)
        self.labels = labels
        self.console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.one_key = sys.stdin.isatty()

    def run(self) -> None:
        """Asks until there is nothing left, or the person has had enough."""
        while (question := self.review.next()) is not None:
            self._show(question)
            if not self._ask(question):
                return
        self._say("Nothing is left to ask: convert and audit again to see what follows from the decisions")

    def _ask(self, question: Question) -> bool:
        """Does what a key says, and returns whether to go on. Asks again if it is none."""
        while True:
            try:
                key = self._key()
                if key == "u":
                    self._undo()
                    return True
            except ValueError as error:
                self._say(f"  {error}")
                continue
            if key == "q":
                return False
            if key == "s":
                self.review.skip(question)
                self._say("  left for another session")
                return True
            if key == "d" and isinstance(question, Form):
                self.review.add_depends(question)
                self._say("  its mentions are asked one by one, after the forms")
                return True
            try:
                if (decision := self._decision(question, key)) is not None:
                    self.review.add(decision)
                    self._say(f"  {described(decision)}")
                    return True
            except ValueError as error:
                self._say(f"  {error}")
                continue
            self._say(f"  keys are {self._help(question)}")

    def _decision(self, question: Question, key: str) -> Decision | None:
        """Returns the decision that a key stands for, or None for a key that stands for none."""
        decide: Callable = form_decision if isinstance(question, Form) else mention_decision
        if key == "e":
            extent = self._line("  the right text: ")
            label = self._line(f"  its label ({', '.join(self.labels)}; nothing: {self._proposed(question)}): ")
            label = self.keys.get(label.lower(), label.upper()) if label else self._proposed(question)
            if label not in self.labels:
                raise ValueError(f"'{printable(label)}' is none of {', '.join(self.labels)}")
            return decide(question, label, extent)
        if key in self.keys or key in ("y", "k", "n"):
            return decide(question, self.keys.get(key, key))
        return None

    def _proposed(self, question: Question) -> str:
        if isinstance(question, Form):
            return question.becomes or question.label
        return next((span.label for span in (*question.new, *question.old)), "")

    def _key(self) -> str:
        """Returns what was typed as one key: a label's name is its key. The end of the input is q."""
        if self.one_key:
            try:
                return click.getchar().lower()
            except (EOFError, KeyboardInterrupt):
                return "q"
        line = self._line("", end="q")
        named = {name: key for key, name in self.keys.items()}
        return named.get(line.upper(), line[:1].lower()) if line else ""

    def _line(self, prompt: str, end: str = "") -> str:
        if prompt:
            self._say(prompt, newline=False)
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            return end
        except UnicodeDecodeError:
            raise ValueError("what was typed is not text in the terminal's encoding; type it again") from None
        return line.strip() if line else end

    def _undo(self) -> None:
        done = self.review.undo()
        if done is None:
            self._say("  there is nothing to take back")
        else:
            self._say(f"  taken back: {described(done)}")

    # -- what is shown ---------------------------------------------------------------------------

    def _say(self, text: str | Text, *, newline: bool = True) -> None:
        """Prints text that the terminal's encoding may not have all signs of."""
        plain = text if isinstance(text, Text) else Text(text)
        encoding = self.console.encoding or "utf-8"
        try:
            plain.plain.encode(encoding)
        except UnicodeEncodeError:
            shown = plain.plain.translate({0x2192: "->", 0xBB: ">>", 0xAB: "<<", 0xB7: "-", 0x2026: "..."})
            plain = Text(shown.encode(encoding, "backslashreplace").decode(encoding))
        self.console.print(plain, end="\n" if newline else "")

    def _show(self, question: Question) -> None:
        status = self.review.status()
        self._say("")
        self._say(Text(f"{status.questions_left} of {status.questions} questions left", style="dim"))
        if isinstance(question, Form):
            self._show_form(question)
        else:
            self._show_mention(question)
        self._say(Text(self._help(question), style="dim"))

    def _show_form(self, form: Form) -> None:
        kinds = f"{form.count} mention{'s' if form.count != 1 else ''}"
        where = "".join(f" · only in {printable(limit)}" for limit in (form.cable, form.zone) if limit)
        self._say(
            Text.assemble(
                (printable(form.form), "bold"), "   ", *_change(form.label, form.becomes, form.text),
                f"   {kinds} · {form.confidence:.0%} sure · gain {form.gain:.1f}{where}",
            )
        )  # fmt: skip
        for other in self.review.others(form):
            self._say(Text.assemble("  elsewhere it is proposed: ", *_change(other.label, other.becomes, other.text)))
        for reason in form.reasons:
            self._say(f"  · {printable(reason)}")
        suspects = _from_many_cables(self.review.suspects_of(form))
        for suspect in suspects[:_MOST_CONTEXTS]:
            self._say(_in_context(suspect))
        if suspects[_MOST_CONTEXTS:]:
            self._say(Text(f"  … and {len(suspects) - _MOST_CONTEXTS} more", style="dim"))

    def _show_mention(self, suspect: Suspect) -> None:
        self._say(_in_context(suspect))
        self._say(Text.assemble(*_proposal(suspect), f"   {suspect.confidence:.0%} sure"))
        for reason in suspect.reasons:
            self._say(f"  · {printable(reason)}")

    def _help(self, question: Question) -> str:
        proposal = question.becomes or "no entity" if isinstance(question, Form) else "the proposal"
        kept = question.label or "no entity" if isinstance(question, Form) else "as it is"
        names = {**COMMANDS, "y": f"yes, {proposal}", "k": f"keep {kept}"}
        if isinstance(question, Suspect):
            del names["d"]
        first, last = (("y", "k"), ("n", "d", "e", "s", "u", "q"))
        labels = [f"[{key}] {label}" for key, label in self.keys.items()]
        return "  ".join(
            [
                *(f"[{key}] {names[key]}" for key in first),
                *labels,
                *(f"[{key}] {names[key]}" for key in last if key in names),
            ]
        )


# Blue and orange are told apart by all; old and new are so by the arrow too.
_OLD, _NEW, _MARK = "#E69F00", "bold #56B4E9", "bold reverse"


def _change(old: str, new: str, text: str = "") -> tuple:
    extent = f" “{printable(text)}”" if text else ""
    return (old or "no entity", _OLD), " → ", ((new or "no entity") + extent, _NEW)


def _spans(suspect: Suspect, spans: tuple[Labelled, ...]) -> str:
    return ", ".join(f"{span.label} “{printable(span_text(suspect, span))}”" for span in spans) or "no entity"


def _proposal(suspect: Suspect) -> tuple:
    return (_spans(suspect, suspect.old), _OLD), " → ", (_spans(suspect, suspect.new), _NEW)


def _in_context(suspect: Suspect) -> Text:
    return Text.assemble(
        (f"  {printable(suspect.cable)} {suspect.zone}: ", "dim"), printable(suspect.before), "»",
        (printable(suspect.text), _MARK), "«", printable(suspect.after),
    )  # fmt: skip


def _from_many_cables(suspects: list[Suspect]) -> list[Suspect]:
    """Returns the suspects so that those of cables that were not shown yet come first."""
    seen: set[str] = set()
    first, rest = [], []
    for suspect in suspects:
        (rest if suspect.cable in seen else first).append(suspect)
        seen.add(suspect.cable)
    return first + rest


def described(decision: Decision | Form) -> str:
    """Returns a decision in a few words."""
    if isinstance(decision, Form):
        return f"{printable(decision.form)}: depends"
    if isinstance(decision, FormDecision):
        extent = f" “{printable(decision.text)}”" if decision.text else ""
        return f"{printable(decision.form)}: {decision.label or 'no entity'} → {decision.becomes or 'no entity'}{extent}"
    names = [
        f"{label} “{printable(decision.text[start - decision.start : end - decision.start])}”"
        for start, end, label in decision.spans
    ]
    return f"{printable(decision.text)}: {', '.join(names) or 'no entity'}"


# -- other programs ------------------------------------------------------------------------------


Format = Annotated[str, typer.Option("--format", help=" or ".join(FORMATS))]


@app.command("export")
def main_export(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write to")],
    format: Format = CSV,
    audit: AuditFile = _AUDIT,
    corrections: Corrections = _CORRECTIONS,
    corpus: Annotated[Path, typer.Option(help="The Docs that were audited; for Prodigy and Label Studio")] = Path(
        "corpus/train.spacy"
    ),
    number: Annotated[int, typer.Option("-n", help="At most so many paragraphs; 0: all")] = 0,
    labels: Labels = "",
    lang: Lang = "en",
) -> None:
    """Write what is open: a spreadsheet with a row for each form or mention, or tasks for Prodigy or Label Studio.

    In the column `decision`, put y (the proposal is right), k (right as it is), n (no entity), a label, d (depends), or
    nothing; in `extent`, the right text where it is another one. Prodigy's and Label Studio's tasks are whole
    paragraphs with our labels in them.
    """
    _check_format(format)
    review, names = _open(audit, corrections, "", labels)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        if format == CSV:
            # With a mark, Excel takes it for UTF-8.
            write_bytes(output, as_csv(review).encode("utf-8-sig"))
            rows = len(list(review.open()))
            msg.good(f"{rows} rows in {output}; fill the column 'decision', then `review.py import {output}`")
            return
        found, lost = tasks(review, read_docs(corpus, spacy.blank(lang).vocab))
        found = found[: number or None]
        text = as_prodigy(found) if format == PRODIGY else as_label_studio(found)
        write_bytes(output, text.encode())
        if format == LABEL_STUDIO:
            config = output.with_name(output.name + ".xml")
            write_bytes(config, labelling_config(names).encode())
            msg.info(f"labelling configuration in {config}")
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)
    if lost:
        msg.warn(f"{lost} suspects are of paragraphs that are not in {corpus}; audit it again")
    msg.good(f"{len(found)} paragraphs in {output}")


@app.command("import")
def main_import(
    file: Annotated[Path, typer.Argument(help="What was filled in or annotated")],
    format: Format = CSV,
    audit: AuditFile = _AUDIT,
    corrections: Corrections = _CORRECTIONS,
    by: By = "",
    labels: Labels = "",
) -> None:
    """Read decisions from a spreadsheet, or from what Prodigy or Label Studio exported.

    All of them are taken, or none if one is wrong. A paragraph that was gone through there (Prodigy's accept) decides
    on every mention that was changed, and keeps what was suspect and left as it was.
    """
    _check_format(format)
    review, names = _open(audit, corrections, by, labels)
    read = {CSV: read_csv, PRODIGY: read_prodigy, LABEL_STUDIO: read_label_studio}[format]
    try:
        found = read(file, names)
        news = review.news(found.decisions)
        review.add(*news)
        review.add_depends(*(form for form in found.depends if not review.depends(form)))
    except (ValueError, OSError) as error:
        for line in str(error).splitlines():
            msg.fail(line)
        msg.fail("nothing was imported", exits=1)
    known = len(found.decisions) - len(news)
    more = [f"{known} that were there already"] * bool(known) + [f"{len(found.depends)} depend"] * bool(found.depends)
    msg.good(f"{len(news)} decisions added to {corrections}{''.join(f', {item}' for item in more)}; {found.left} left open")


def _check_format(format: str) -> None:
    if format not in FORMATS:
        msg.fail(f"--format {format} is none of {', '.join(FORMATS)}", exits=1)


# -- what was spread -----------------------------------------------------------------------------


@app.command("spread")
def main_spread(audit: AuditFile = _AUDIT, corrections: Corrections = _CORRECTIONS) -> None:
    """List the edits that audit made because of the decisions taken so far."""
    review, _ = _open(audit, corrections)
    rows = [
        (
            suspect.id, printable(suspect.cable), printable(suspect.text)[:60], _spans(suspect, suspect.old)[:60],
            _spans(suspect, suspect.new)[:60], f"{suspect.confidence:.2f}", _state(review, suspect),
        )
        for suspect in review.audit.spread
    ]  # fmt: skip
    header = ("id", "cable", "text", "was", "is", "confidence", "decided")
    if rows:
        msg.table(rows, header=header, aligns=("l", "l", "l", "l", "l", "r", "l"), divider=True)
    msg.good(f"{len(rows)} edits; `review.py revoke ID...` takes some back, `review.py accept ID...` makes them a decision")


def _state(review: Review, suspect: Suspect) -> str:
    if not review.news([suspect.decide(suspect.old)]):
        return "revoked"
    if not review.news([suspect.decide(suspect.new)]):
        return "accepted"
    return "decided" if review.is_decided(suspect) else ""


@app.command("revoke")
def main_revoke(
    ids: Annotated[list[str], typer.Argument(help="As `spread` lists them")],
    audit: AuditFile = _AUDIT,
    corrections: Corrections = _CORRECTIONS,
    by: By = "",
) -> None:
    """Take back edits that were spread: the labels there are right as they were."""
    _settle(ids, audit, corrections, by, keep=True)


@app.command("accept")
def main_accept(
    ids: Annotated[list[str], typer.Argument(help="As `spread` lists them")],
    audit: AuditFile = _AUDIT,
    corrections: Corrections = _CORRECTIONS,
    by: By = "",
) -> None:
    """Make edits that were spread a decision, which no later audit changes."""
    _settle(ids, audit, corrections, by, keep=False)


def _settle(ids: list[str], audit: Path, corrections: Path, by: str, *, keep: bool) -> None:
    review, _ = _open(audit, corrections, by)
    spread = {suspect.id: suspect for suspect in review.audit.spread}
    if unknown := [name for name in ids if name not in spread]:
        msg.fail(f"{audit}: there is no spread edit {', '.join(unknown)}; `review.py spread` lists them", exits=1)
    edits = [spread[name] for name in dict.fromkeys(ids)]
    news = review.news([edit.decide(edit.old if keep else edit.new) for edit in edits])
    try:
        review.add(*news)
    except OSError as error:
        msg.fail(explain(error), exits=1)
    for decision in news:
        print(described(decision))
    msg.good(f"{len(news)} decisions added to {corrections}; they hold from the next conversion on")


@app.command("status")
def main_status(audit: AuditFile = _AUDIT, corrections: Corrections = _CORRECTIONS) -> None:
    """Tell how much is decided, how much is left, and what it is expected to gain."""
    review, _ = _open(audit, corrections)
    _show_status(review)


def _show_status(review: Review) -> None:
    status = review.status()
    rows = [
        ("decisions taken", status.decisions, ""),
        ("questions left", status.questions_left, f"of {status.questions}"),
        ("of these, depends", status.depends, ""),
        ("suspects left", status.suspects_left, f"of {status.suspects}"),
        ("mentions expected to be put right", f"{status.gain_left:.1f}", f"of {status.gain:.1f}"),
        ("edits spread", len(review.audit.spread), ""),
    ]
    msg.table([tuple(map(str, row)) for row in rows], aligns=("l", "r", "l"))
