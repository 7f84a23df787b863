"""The answers of several people to the same task: the same answer counts once, different ones are told and not imported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .done_task import CheckedTask


class TaskAnswer(NamedTuple):
    """What one person left of a paragraph, and where that is in the file."""

    where: str
    task: CheckedTask


def only_of(annotator: str, answers: list[TaskAnswer]) -> list[TaskAnswer]:
    """Returns the answers of one annotator. Raises ValueError that names all annotators if this one has none."""
    found = [answer for answer in answers if annotator in answer.task.annotators]
    if answers and not found:
        names = sorted({name for answer in answers for name in answer.task.annotators})
        raise ValueError(f"there is no answer of '{annotator}'; the annotators are {', '.join(names) or 'not named'}")
    return found


def agreed(answers: Iterable[TaskAnswer]) -> Iterator[tuple[CheckedTask | None, str, list[str]]]:
    """Yields for each paragraph the answer that all gave, or None and what is wrong; and the places of all answers.

    An answer that is marked as the ground truth holds against all others that are not.
    """
    by_paragraph: defaultdict[str, list[TaskAnswer]] = defaultdict(list)
    for answer in answers:
        by_paragraph[answer.task.paragraph].append(answer)
    for given in by_paragraph.values():
        held = [answer for answer in given if answer.task.is_truth] or given
        first = held[0]
        other = next((answer for answer in held if answer.task.spans != first.task.spans), None)
        places = [answer.where for answer in given]
        yield (first.task, "", places) if other is None else (None, _conflict(first, other), places)


def _conflict(one: TaskAnswer, other: TaskAnswer) -> str:
    return (
        f"{other.where}: {_by(other)}has other mentions than {one.where}{_by(one, ' by ')}; neither is imported;"
        " keep one of them, or give --annotator"
    )


def _by(answer: TaskAnswer, before: str = "") -> str:
    name = next(iter(answer.task.annotators), "")
    return f"{before}{name}" if before and name else f"{name} " if name else ""
