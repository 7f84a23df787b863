"""What to ask a person, and in which order: by how many mentions an answer is expected to put right, and at random."""

from collections import defaultdict
from collections.abc import Iterator

from ..files import unit
from .audited_docs import AuditedDoc
from .form_questions import FormQuestions, extended_roles
from .ranked_question import FORM, PLACE, Answer, RankedQuestion, answer_of, label_of, text_of
from .verdicts import Edit, Judged

# Forms whose answer is worth at least this many mentions come first. After them every other question is drawn at random,
# because the regressions learn most from decisions that nobody selected (STUDY-LABELS.md).
_WORTH_FIRST = 4.0


def questions(docs: list[AuditedDoc], judged: Judged, suspects: list[Edit], *, seed: int) -> list[RankedQuestion]:
    """Returns what to ask a person, in order: forms that are worth much, then alternately the most useful and a random one.

    Every suspect is part of a question about its form if that is worth more than asking about each place alone.
    """
    asking = FormQuestions(docs, judged, suspects)
    extended = extended_roles(docs)
    by_role: dict[tuple[str, str], list[int]] = defaultdict(list)
    places: list[RankedQuestion] = []
    for number, edit in enumerate(suspects):
        doc = docs[edit.doc]
        answer = answer_of(doc, judged.proposals.candidates[edit.candidate], edit.new)
        asked = answer or Answer(text_of(doc, edit.start, edit.end), label_of(edit.old), label_of(edit.new))
        places.append(RankedQuestion(PLACE, asked, asking.gain(number), 1, [number], edit.confidence))
        if answer and (answer.form, answer.label) not in extended:
            by_role[answer.form, answer.label].append(number)
    forms: list[RankedQuestion] = []
    asked_by_form: set[int] = set()
    for role, members in sorted(by_role.items()):
        question = asking.about(role, members)
        if question and question.gain > max(places[number].gain for number in question.suspects):
            forms.append(question)
            asked_by_form.update(question.suspects)
    ranked = sorted(
        [*forms, *(place for number, place in enumerate(places) if number not in asked_by_form)],
        key=lambda question: (-round(question.gain, 6), question.answer, question.suspects),
    )
    return list(_by_turns(ranked, [places[number] for number in _at_random(docs, suspects, seed)]))


def _at_random(docs: list[AuditedDoc], suspects: list[Edit], seed: int) -> list[int]:
    """Returns the indices of the suspects in a random order, which depends on the seed and on where each stands."""
    keys = [f"{docs[edit.doc].text.group} {docs[edit.doc].number} {edit.start} {edit.end}" for edit in suspects]
    return sorted(range(len(suspects)), key=lambda number: (unit(keys[number], seed), keys[number]))


def _by_turns(ranked: list[RankedQuestion], drawn: list[RankedQuestion]) -> Iterator[RankedQuestion]:
    """Yields the forms that are worth much, then alternately the next by rank and the next drawn at random; none twice."""
    first = [question for question in ranked if question.kind == FORM and question.gain >= _WORTH_FIRST]
    rest = [question for question in ranked if not (question.kind == FORM and question.gain >= _WORTH_FIRST)]
    yield from first
    covered = {number for question in first for number in question.suspects}
    seen: set[int] = set()
    queue = iter([question for question in drawn if question.suspects[0] not in covered])
    for question in rest:
        if question.kind == PLACE and question.suspects[0] in seen:
            continue
        seen.update(question.suspects)
        yield question
        random = next((place for place in queue if place.suspects[0] not in seen), None)
        if random:
            seen.update(random.suspects)
            yield random._replace(is_drawn=True)
