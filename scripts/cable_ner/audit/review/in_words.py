"""Questions and decisions in words that a terminal and a page can show as they are."""

from ...evaluation import Labelled
from ...files import printable
from ...labels import Decision, FormDecision
from .question import Form, Suspect

NO_ENTITY = "no entity"


def spans_in_words(suspect: Suspect, spans: tuple[Labelled, ...]) -> str:
    """Returns spans of a suspect as labels and texts."""
    return ", ".join(f"{span.label} “{printable(suspect.text_of(span))}”" for span in spans) or NO_ENTITY


def extent_in_words(text: str) -> str:
    """Returns the text of a mention, to stand after its label; '' for none."""
    return f" “{printable(text)}”" if text else ""


def decision_in_words(decision: Decision | Form) -> str:
    """Returns a decision in a few words; a form stands for the answer `depends`."""
    if isinstance(decision, Form):
        return f"{printable(decision.form)}: depends"
    if isinstance(decision, FormDecision):
        becomes = (decision.becomes or NO_ENTITY) + extent_in_words(decision.text)
        where = f", in {printable(decision.cable)} only" if decision.cable else ""
        return f"{printable(decision.form)}: {decision.label or NO_ENTITY} → {becomes}{where}"
    names = [
        f"{label} “{printable(decision.text[start - decision.start : end - decision.start])}”"
        for start, end, label in decision.spans
    ]
    return f"{printable(decision.text)}: {', '.join(names) or NO_ENTITY}"
