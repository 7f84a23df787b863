"""What to ask a person about, in which order: forms in their roles first, by how many mentions an answer puts right."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..files import unit
from ..labels import normal_form
from .opinions import Spans
from .proposals import Candidate
from .verdicts import Edit, Judged, Source, is_spread

FORM, PLACE = "form", "place"
# Forms whose answer is worth more than this many mentions come first; then every other question is drawn by lot,
# because the regressions learn most from decisions that were not chosen (STUDY-LABELS.md).
_WORTH_FIRST = 4.0
_UNSUSPECTED = 0.8  # how sure it is that a mention that nobody suspects is right


class Answer(NamedTuple):
    """What a form's mentions become (see `corrections.FormDecision`)."""

    form: str
    label: str
    becomes: str
    text: str = ""


class Question(NamedTuple):
    """A form in its role, or one place: what it would become, and how many mentions that is expected to put right."""

    kind: str
    answer: Answer
    gain: float
    count: int
    suspects: list[int]  # numbers of edits
    confidence: float = 0.0  # that the answer is right
    drawn: bool = False


def _answer(source: Source, candidate: Candidate, option: Spans) -> Answer | None:
    """Returns the option as an answer about a form, or None if it is none: several spans, or one beside the old one."""
    if len(candidate.old) > 1 or len(option) > 1:
        return None
    if not candidate.old:
        return Answer(text_of(source, *option[0][:2]), "", option[0][2])
    start, end, label = candidate.old[0]
    form = text_of(source, start, end)
    if not option:
        return Answer(form, label, "")
    first, last, becomes = option[0]
    if (first, last) == (start, end):
        return Answer(form, label, becomes)
    if (first <= start and end <= last) or (start <= first and last <= end):
        return Answer(form, label, becomes, text_of(source, first, last))
    return None


def chance_wrong(judged: Judged, edit: Edit) -> float:
    """Returns the probability that what is there after the decisions' spread is wrong."""
    return 1 - edit.confidence if judged.is_fitted and is_spread(edit) else edit.wrong


def text_of(source: Source, start: int, end: int) -> str:
    """Returns the text of some tokens, as forms are compared."""
    first, last = source.place(start, end)
    return normal_form(source.characters[first:last])


def questions(sources: list[Source], judged: Judged, suspects: list[Edit], *, seed: int) -> list[Question]:
    """Returns what to ask a person, in order: forms that are worth much, then by turns the most useful and one by lot."""
    counts, lengthened = _counts(sources), _lengthened(sources)
    by_role: dict[tuple[str, str], list[int]] = defaultdict(list)
    places: list[Question] = []
    answers = [_answer(sources[edit.source], judged.proposals.candidates[edit.candidate], edit.new) for edit in suspects]
    for number, (edit, answer) in enumerate(zip(suspects, answers)):
        gain = chance_wrong(judged, edit)
        role = (answer.form, answer.label) if answer else None
        asked = answer or Answer(text_of(sources[edit.source], edit.start, edit.end), label_of(edit.old), label_of(edit.new))
        places.append(Question(PLACE, asked, gain, 1, [number], edit.confidence))
        if role and role not in lengthened:
            by_role[role].append(number)
    lots = [places[number] for number in _by_lot(sources, suspects, seed)]
    forms: list[Question] = []
    for role, members in sorted(by_role.items()):
        count = max(_count_of(judged, sources, suspects[members[0]], role, counts), len(members))
        question = _form_question(sources, judged, suspects, role, members, count) if len(members) > 1 else None
        if question and question.gain > max(places[number].gain for number in question.suspects):
            forms.append(question)
            for number in question.suspects:
                places[number] = places[number]._replace(gain=-1.0)
    ranked = sorted(
        [*forms, *(place for place in places if place.gain >= 0)],
        key=lambda question: (-round(question.gain, 6), question.answer, question.suspects),
    )
    return list(_by_turns(ranked, lots))


def _by_lot(sources: list[Source], suspects: list[Edit], seed: int) -> list[int]:
    """Returns the numbers of the suspects in an order that depends on where they are alone."""
    keys = [f"{sources[edit.source].text.group} {sources[edit.source].index} {edit.start} {edit.end}" for edit in suspects]
    return sorted(range(len(suspects)), key=lambda number: (unit(keys[number], seed), keys[number]))


def _by_turns(ranked: list[Question], lots: list[Question]) -> Iterator[Question]:
    """Yields the forms that are worth much, then by turns the next one ranked and the next one by lot; none twice."""
    first = [question for question in ranked if question.kind == FORM and question.gain >= _WORTH_FIRST]
    rest = [question for question in ranked if not (question.kind == FORM and question.gain >= _WORTH_FIRST)]
    yield from first
    covered = {number for question in first for number in question.suspects}
    seen: set[int] = set()
    queue = iter([question for question in lots if question.suspects[0] not in covered])
    for question in rest:
        if question.kind == PLACE and question.suspects[0] in seen:
            continue
        seen.update(question.suspects)
        yield question
        drawn = next((lot for lot in queue if lot.suspects[0] not in seen), None)
        if drawn:
            seen.update(drawn.suspects)
            yield drawn._replace(drawn=True)


def _counts(sources: list[Source]) -> Counter[tuple[str, str]]:
    """Returns how often each form has each label where nobody decided."""
    counts: Counter[tuple[str, str]] = Counter()
    for source in sources:
        for start, end, label in source.now:
            if not source.is_gold and not any(region.start < end and start < region.end for region in source.decided):
                counts[text_of(source, start, end), label] += 1
    return counts


def _count_of(
    judged: Judged, sources: list[Source], edit: Edit, role: tuple[str, str], counts: Counter[tuple[str, str]]
) -> int:
    """Returns how many mentions (or unlabelled occurrences) a form has in its role."""
    if role[1]:
        return counts[role]
    start, end, _ = edit.new[0]
    form = tuple(sources[edit.source].text.words[start:end])
    return judged.proposals.lexicon.everywhere.get(form, Counter())[""]


def _form_question(
    sources: list[Source], judged: Judged, suspects: list[Edit], role: tuple[str, str], members: list[int], count: int
) -> Question | None:
    """Returns the question about a form in its role that is answered by the most probable common answer.

    A longer text around the form is asked about only where it stands. None if no answer is one for several mentions.
    """
    chances: defaultdict[Answer, dict[int, float]] = defaultdict(dict)
    for member in members:
        edit = suspects[member]
        candidate = judged.proposals.candidates[edit.candidate]
        at = judged.proposals.first[edit.candidate]
        for number, option in enumerate(candidate.options):
            answer = _answer(sources[edit.source], candidate, option)
            if answer and (answer.form, answer.label) == role:
                chances[answer][member] = float(judged.chances[at + number])
    best: Question | None = None
    best_total = 0.0
    for answer, by_member in sorted(chances.items()):
        longer = len(answer.text) > len(answer.form)
        concerned = sorted(by_member) if longer else members
        if len(concerned) < 2:
            continue
        rest = 0 if longer else count - len(members)
        size = len(concerned) + rest
        wrong = sum(chance_wrong(judged, suspects[member]) for member in concerned)
        total = sum(by_member.values())
        # One answer may not do for all, and nothing is gained then: the more probable the common answer, the better.
        right_now = sum(1 - suspects[member].wrong for member in concerned) + _UNSUSPECTED * rest
        right_for_all = max(total, right_now) / size
        question = Question(FORM, answer, wrong * right_for_all, size, concerned, total / len(concerned))
        if best is None or total > best_total:
            best, best_total = question, total
    return best


def _lengthened(sources: list[Source]) -> set[tuple[str, str]]:
    """Returns the forms in their roles that a person made longer: a second decision on them would undo the first."""
    return {
        (text_of(source, *region.before[0][:2]), region.before[0][2])
        for source in sources
        for region in source.decided
        if len(region.before) == len(region.after) == 1
        and region.after[0][:2] == (region.start, region.end) != region.before[0][:2]
    }


def label_of(spans: Spans) -> str:
    """Returns the first span's label, '' if there is none."""
    return next((label for _, _, label in spans), "")
