"""Questions and decisions as text for a terminal: nothing in a cable's text moves the cursor."""

from typing import Protocol

from rich.console import Console
from rich.text import Text

from ...audit import NO_ENTITY, Form, Question, Review, Suspect, extent_in_words, spans_in_words
from ...files import printable

_MOST_CONTEXTS = 5
# Blue and orange, which colour-blind readers can tell apart; the arrow tells old from new, too.
_OLD, _NEW, _MARK = "#E69F00", "bold #56B4E9", "bold reverse"
_ASCII = {0x2192: "->", 0xBB: ">>", 0xAB: "<<", 0xB7: "-", 0x2026: "..."}


class Say(Protocol):
    """Prints a piece of text."""

    def __call__(self, text: str | Text, *, newline: bool = True) -> None: ...


def speaker(console: Console) -> Say:
    """Returns a function that prints text on a console whose encoding may lack some of its characters."""

    def say(text: str | Text, *, newline: bool = True) -> None:
        plain = text if isinstance(text, Text) else Text(text)
        encoding = console.encoding or "utf-8"
        try:
            plain.plain.encode(encoding)
        except UnicodeEncodeError:
            shown = plain.plain.translate(_ASCII)
            plain = Text(shown.encode(encoding, "backslashreplace").decode(encoding))
        console.print(plain, end="\n" if newline else "")

    return say


def show_question(review: Review, question: Question, *, say: Say) -> None:
    """Prints a question, and how many are left."""
    status = review.status()
    say("")
    say(Text(f"{status.questions_left} of {status.questions} questions left", style="dim"))
    if isinstance(question, Form):
        _show_form(review, question, say)
    else:
        _show_mention(question, say)


def _show_form(review: Review, form: Form, say: Say) -> None:
    count = f"{form.mention_count} mention{'s' if form.mention_count != 1 else ''}"
    # (Of what people contradict each other in, the audit has said nothing.)
    sure = f" · {form.confidence:.0%} sure · gain {form.gain:.1f}" if form.confidence else ""
    where = "".join(f" · only in {printable(limit)}" for limit in (form.cable, form.zone) if limit)
    say(
        Text.assemble(
            (printable(form.form), "bold"), "   ", *_change(form.label, form.becomes, form.text),
            f"   {count}{sure}{where}",
        )
    )  # fmt: skip
    for other in review.others(form):
        say(Text.assemble("  proposed elsewhere: ", *_change(other.label, other.becomes, other.text)))
    for reason in form.reasons:
        say(f"  · {printable(reason)}")
    suspects = review.places(form)
    for suspect in suspects[:_MOST_CONTEXTS]:
        say(_in_context(suspect))
    if suspects[_MOST_CONTEXTS:]:
        say(Text(f"  … and {len(suspects) - _MOST_CONTEXTS} more", style="dim"))


def _show_mention(suspect: Suspect, say: Say) -> None:
    say(_in_context(suspect))
    old, new = spans_in_words(suspect, suspect.old), spans_in_words(suspect, suspect.new)
    say(Text.assemble((old, _OLD), " → ", (new, _NEW), f"   {suspect.confidence:.0%} sure" if suspect.confidence else ""))
    for reason in suspect.reasons:
        say(f"  · {printable(reason)}")


def _change(old: str, new: str, text: str) -> tuple[str | tuple[str, str], ...]:
    return (old or NO_ENTITY, _OLD), " → ", ((new or NO_ENTITY) + extent_in_words(text), _NEW)


def _in_context(suspect: Suspect) -> Text:
    return Text.assemble(
        (f"  {printable(suspect.cable)} {suspect.zone}: ", "dim"), printable(suspect.before), "»",
        (printable(suspect.text), _MARK), "«", printable(suspect.after),
    )  # fmt: skip
