"""What each page of a review shows: from the desk to a template and its values."""

from typing import Any

from ....evaluation import NEXT, pages
from ..answers import reaches
from ..in_words import decision_in_words, spans_in_words
from ..interview import proposed_label, reach_in_words
from ..question import Form, Question, Suspect
from .contexts import pieces
from .desk import Desk, Message

SCRIPT = "review.js"
_FEW, _MOST = 12, 500  # places that are listed at once, and behind a click


def question_page(desk: Desk, *, said: Message | None = None, place: str = "") -> str:
    """Returns the page of the next question, or the one that says that none is left.

    `place` names the place of the question that is shown at length; otherwise it is the first. Raises ValueError or OSError
    if the files of decisions cannot be read.
    """
    question = desk.review.next()
    if question is None:
        return _page(desk, "review-none.html", said=said, findings=desk.review.findings)
    places = desk.review.places(question)
    listed = {desk.review.name_of(one): one for one in places[:_MOST]}
    shown = listed.get(place) or next(iter(places), None)
    return _page(
        desk,
        "review-question.html",
        said=said,
        question=question,
        name=desk.review.name_of(question),
        is_form=isinstance(question, Form),
        **_change(question),
        in_words=_in_words(question),
        **_places(desk, listed, shown),
        place_count=len(places),
        choices=dict(desk.interview.choices(question)),
        label_keys=list(desk.interview.keys),
        reaches=[
            (reach.value, reach_in_words(question, reach, shown.cable if shown else "")) for reach in reaches(question)
        ],
        others=[_change(other) for other in desk.review.others(question)] if isinstance(question, Form) else [],
        extent=shown.text if shown else question.text,
        proposed=proposed_label(question),
    )


def end_page(desk: Desk, *, is_over: bool = False) -> str:
    """Returns the page that asks whether to end, or that says that it is over."""
    return _page(desk, "review-end.html", said=None, is_over=is_over)


def problem_page(title: str, text: str) -> str:
    """Returns the page that says what is wrong."""
    return pages.render("review-message.html", title=title, text=text)


def _page(desk: Desk, template: str, **values: Any) -> str:
    last = desk.review.last()
    return pages.render(
        template,
        script=SCRIPT,
        labels=desk.interview.labels,
        status=desk.review.status(),
        most_next=NEXT,
        by=desk.review.by,
        changes=desk.review.changes,
        last=decision_in_words(last) if last is not None else "",
        **values,
    )


def _change(question: Question) -> dict[str, Any]:
    """Returns what is asked: the text, its labels as it is and as proposed (none: no entity), and the proposed text."""
    if isinstance(question, Form):
        old, new = ([label] if label else [] for label in (question.label, question.becomes))
        return {"form": question.form, "old": old, "new": new, "new_text": question.text}
    old, new = ([span.label for span in side] for side in (question.old, question.new))
    text = question.text_of(question.new[0]) if len(new) == 1 else ""
    return {"form": question.text, "old": old, "new": new, "new_text": text if text != question.text else ""}


def _in_words(question: Question) -> tuple[str, str]:
    """Returns the mentions at a place as they are and as proposed, in words; nothing for a form."""
    if isinstance(question, Form):
        return "", ""
    return spans_in_words(question, question.old), spans_in_words(question, question.new)


def _places(desk: Desk, listed: dict[str, Suspect], shown: Suspect | None) -> dict[str, Any]:
    """Returns the places of a question, by name, and the one that is shown at length with its paragraph."""
    names = list(listed)
    at = next((number for number, name in enumerate(names) if listed[name] is shown), 0)
    context = desk.context(shown) if shown else None
    return {
        "places": list(listed.items()),
        "few": _FEW,
        "shown": shown,
        "place": names[at] if names else "",
        "context": context,
        "pieces": pieces(shown, context, listed.values()) if shown else [],
        "previous": names[at - 1] if at else "",
        "next": names[at + 1] if at + 1 < len(names) else "",
    }
