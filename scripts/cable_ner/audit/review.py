"""The person's hour: what audit found (audit.json), in the order it is asked, and the decisions taken on it.

A question is about a form (all mentions with a text and a label) or about a mention; an answer is one line of
corrections.jsonl. Which forms were answered `depends`, so that their mentions are asked one by one, is kept beside that
file.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ..evaluation import Labelled
from ..labels import (
    Corrections,
    Decision,
    FormDecision,
    PlaceDecision,
    append_decisions,
    from_json,
    normal_form,
    read_corrections,
    undo,
)
from ..text import LABELS

DEPENDS_ENDING = ".depends.jsonl"


class Suspect(NamedTuple):
    """A stretch of a paragraph (character offsets) whose mentions may be wrong: `old` as they are, `new` as proposed.

    `text` is what stands there, `before` and `after` what stands beside it; `paragraph` is the digest of the whole text.
    """

    cable: str
    index: int
    paragraph: str
    zone: str
    start: int
    end: int
    text: str
    old: tuple[Labelled, ...]
    new: tuple[Labelled, ...]
    confidence: float
    reasons: tuple[str, ...]
    before: str
    after: str

    @property
    def id(self) -> str:
        """A short name: the same in every audit as long as the proposal is."""
        key = f"{self.paragraph} {self.start} {self.end} {[tuple(span) for span in self.new]}"
        return blake2b(key.encode(), digest_size=4).hexdigest()

    def decide(self, spans: Iterable[Labelled]) -> PlaceDecision:
        """Returns the decision that these are the mentions in the stretch."""
        found = tuple(tuple(span) for span in sorted(spans))
        return PlaceDecision(self.paragraph, self.start, self.end, self.text, found, self.cable)  # type: ignore[arg-type]

    def labelled(self, label: str) -> PlaceDecision:
        """Returns the decision that its mention (the one there, else the proposed one, else all of it) has this label."""
        spans = self.old if len(self.old) == 1 else self.new if len(self.new) == 1 else ()
        start, end = spans[0][:2] if spans else (self.start, self.end)
        return self.decide([Labelled(start, end, label)] if label else [])

    def extent(self, typed: str, label: str) -> PlaceDecision:
        """Returns the decision that what was typed is the mention, of this label.

        It has to stand where the stretch is, or overlap it. Raises ValueError if it does not.
        """
        window, base = self.before + self.text + self.after, self.start - len(self.before)
        pattern = r"\s+".join(map(re.escape, typed.split()))
        found = [(match.start() + base, match.end() + base) for match in re.finditer(pattern, window)] if pattern else []
        found = [place for place in found if place[0] < self.end and self.start < place[1]]
        if not found:
            raise ValueError(f"'{typed}' does not stand here; type it as it is written")
        start, end = max(found, key=lambda place: (min(place[1], self.end) - max(place[0], self.start), -place[0]))
        first, last = min(start, self.start), max(end, self.end)
        text = window[first - base : last - base]
        return PlaceDecision(self.paragraph, first, last, text, ((start, end, label),), self.cable)


class Form(NamedTuple):
    """Mentions with one text and label for which the same is proposed: `becomes`, and `text` if its extent changes.

    `count` is how many there are, `mentions` are indices of suspects, `gain` how many mentions asking is expected to put
    right. `cable` and `zone` limit it, if they are not empty. A question about a `single` place is about its only
    suspect, and is answered for that alone.
    """

    form: str
    label: str
    becomes: str
    text: str
    count: int
    confidence: float
    gain: float
    reasons: tuple[str, ...]
    mentions: tuple[int, ...]
    cable: str = ""
    zone: str = ""
    single: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a decision about it is known by: one answers for all proposals with the same key."""
        return normal_form(self.form), self.label, self.cable, self.zone

    def decide(self, becomes: str, text: str = "") -> FormDecision:
        """Returns the decision that the form becomes this. Raises ValueError for a text that does not fit it."""
        row = {"form": self.form, "label": self.label, "becomes": becomes, "cable": self.cable, "zone": self.zone}
        return from_json({**row, "text": text if normal_form(text) != normal_form(self.form) else ""})  # type: ignore[return-value]

    def accept(self) -> FormDecision:
        """Returns the decision that the proposal is right."""
        return self.decide(self.becomes, self.text)

    def keep(self) -> FormDecision:
        """Returns the decision that it is right as it is."""
        return self.decide(self.label)


Question = Form | Suspect


class Audit(NamedTuple):
    """What audit found: forms in the order they are asked, suspects, and the edits it spread from earlier decisions."""

    forms: list[Form]
    suspects: list[Suspect]
    spread: list[Suspect]

    @property
    def labels(self) -> tuple[str, ...]:
        """The usual labels, and whichever else are there."""
        spans = (span for suspect in (*self.suspects, *self.spread) for span in (*suspect.old, *suspect.new))
        there = {label for form in self.forms for label in (form.label, form.becomes)} | {span.label for span in spans}
        return (*LABELS, *sorted(there - {*LABELS, ""}))


def read_audit(path: Path) -> Audit:
    """Returns what audit wrote. Raises ValueError that names the file and what is wrong, OSError."""
    try:
        data = srsly.json_loads(path.read_text(encoding="utf8"))
        suspects = [_suspect(row) for row in data["suspects"]]
        forms = [_form(row) for row in data["forms"]]
        spread = [_suspect(row) for row in data.get("spread", ())]
        for form in forms:
            if any(not 0 <= index < len(suspects) for index in form.mentions) or (form.single and not form.mentions):
                raise ValueError(f"form '{form.form}' names a suspect that is not there")
    except FileNotFoundError:
        raise ValueError(f"{path}: no such file; audit the corpus first (scripts/audit.py)") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"has no {error}" if isinstance(error, KeyError) else error
        raise ValueError(f"{path}: is not what audit writes ({what}); audit the corpus again") from None
    return Audit(forms, suspects, spread)


def _suspect(row: dict[str, Any]) -> Suspect:
    before, after = row.get("before", ""), row.get("after", "")
    old, new = (tuple(Labelled(int(start), int(end), label) for start, end, label in row[side]) for side in ("old", "new"))
    start, end = int(row["start"]), int(row["end"])
    if len(row["text"]) != end - start:
        raise ValueError(f"'{row['text']}' is not the text from {start} to {end}")
    return Suspect(
        row["cable"], int(row.get("index", 0)), row["paragraph"], row.get("zone", ""), start, end, row["text"], old, new,
        float(row["confidence"]), tuple(row.get("reasons", ())), before, after,
    )  # fmt: skip


_PLACE = "place"  # the kind of a question that is about one mention


def _form(row: dict[str, Any]) -> Form:
    return Form(
        row["form"], row["label"], row["becomes"], row.get("text") or "", int(row["count"]),
        float(row["confidence"]), float(row["gain"]), tuple(row.get("reasons", ())), tuple(row["mentions"]),
        row.get("cable") or "", row.get("zone") or "", row.get("kind") == _PLACE,
    )  # fmt: skip


# -- the session ---------------------------------------------------------------------------------


class _Step(NamedTuple):
    """Something that was written: the file, its size before (None: it was not there) and after, and what it was."""

    path: Path
    before: int | None
    after: int
    what: "Decision | Form"


class Status(NamedTuple):
    """How far the review is: questions and suspects in all and not decided yet, and what deciding is expected to gain."""

    decisions: int
    questions: int
    questions_left: int
    suspects: int
    suspects_left: int
    depends: int
    gain: float
    gain_left: float


class Review:
    """The questions of an audit and the decisions in a file, to which each answer is added at once."""

    def __init__(self, audit: Audit, path: Path, *, by: str = ""):
        self.audit, self.path, self.by = audit, path, by
        self.depends_path = path.with_name(path.stem + DEPENDS_ENDING)
        self._skipped: set[Question] = set()
        self._steps: list[_Step] = []
        self._read()

    def _read(self) -> None:
        self._take(read_corrections(self.path).decisions)
        self._depends = set(_read_depends(self.depends_path))

    def _take(self, decisions: list[Decision]) -> None:
        self.decisions = decisions
        self._corrections = Corrections(decisions)

    # -- what is open ----------------------------------------------------------------------------

    def is_decided(self, question: Question) -> bool:
        """Returns whether a decision answers the question.

        Of a mention that is one about its place or its form, of a form one about it or about each of its mentions.
        """
        if isinstance(question, Suspect):
            places = self._corrections.places.get(question.paragraph, {})
            at_place = any(start < question.end and question.start < end for start, end in places)
            return at_place or self._is_decided_by_form(question)
        form, label, cable, zone = question.key
        found = self._corrections.forms.get((form, label), {})
        if (cable, zone) in found or ("", "") in found:
            return True
        suspects = self.suspects_of(question)
        return bool(suspects) and all(map(self.is_decided, suspects))

    def _is_decided_by_form(self, suspect: Suspect) -> bool:
        """Returns whether there is a decision about the form of its only mention, or of the proposed one if it has none."""
        spans = suspect.old or tuple(span._replace(label="") for span in suspect.new)
        if len(spans) != 1:
            return False
        text = suspect.text[spans[0].start - suspect.start : spans[0].end - suspect.start]
        found = self._corrections.of(text, spans[0].label, suspect.cable, suspect.zone)
        if found is None:
            return False
        # A longer text is decided on only where it stands.
        return found.text in text or found.text in normal_form(suspect.before + suspect.text + suspect.after)

    def depends(self, form: Form) -> bool:
        """Returns whether a person said that it depends, so that its mentions are asked one by one."""
        return form.key in self._depends

    def suspects_of(self, form: Form) -> list[Suspect]:
        """Returns the suspects that a form names."""
        return [self.audit.suspects[index] for index in form.mentions]

    def open(self) -> Iterator[Question]:
        """Yields what is to be asked, in order: forms and places as audit has them, then the mentions of what depends."""
        seen: set = set()
        for form in self.audit.forms:
            question = self.audit.suspects[form.mentions[0]] if form.single else form
            key = question.id if isinstance(question, Suspect) else question.key
            if key in seen or (not form.single and self.depends(form)) or self.is_decided(question):
                continue
            seen.add(key)
            yield question
        for form in self.audit.forms:
            for suspect in self.suspects_of(form) if not form.single and self.depends(form) else ():
                if suspect.id not in seen and not self.is_decided(suspect):
                    seen.add(suspect.id)
                    yield suspect

    def next(self) -> Question | None:
        """Returns the next question that was not skipped, or None when there is none."""
        return next((question for question in self.open() if question not in self._skipped), None)

    def others(self, form: Form) -> list[Form]:
        """Returns the other proposals for the same form and label: one decision answers for all."""
        return [other for other in self.audit.forms if other.key == form.key and other != form and not other.single]

    def status(self) -> Status:
        """Returns how far the review is."""
        open_ = [
            form for form in self.audit.forms if not self.is_decided(self.suspects_of(form)[0] if form.single else form)
        ]
        return Status(
            len(self.decisions),
            len(self.audit.forms),
            len(open_),
            len(self.audit.suspects),
            sum(not self.is_decided(suspect) for suspect in self.audit.suspects),
            sum(not form.single and self.depends(form) for form in open_),
            sum(form.gain for form in self.audit.forms),
            sum(form.gain for form in open_),
        )

    # -- what is answered ------------------------------------------------------------------------

    def add(self, *decisions: Decision) -> None:
        """Writes decisions to the end of the file, which are then on the disk.

        Raises ValueError, and writes nothing, if one of them could not be read again.
        """
        if not decisions:
            return
        notes = (("by", self.by),) if self.by else ()
        signed = [from_json(decision._replace(notes=decision.notes or notes).as_json()) for decision in decisions]
        before = _size(self.path)
        append_decisions(self.path, signed)
        self._steps.append(_Step(self.path, before, _size(self.path) or 0, signed[-1]))
        self._take([*self.decisions, *signed])

    def news(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Returns those decisions that are not what the file says already."""
        last = {_about(decision): decision._replace(notes=()) for decision in self.decisions}
        return [decision for decision in decisions if last.get(_about(decision)) != decision._replace(notes=())]

    def add_depends(self, *forms: Form) -> None:
        """Notes that the mentions of forms are to be asked one by one."""
        for form in forms:
            before = _size(self.depends_path)
            line = srsly.json_dumps(dict(zip(("form", "label", "cable", "zone"), form.key))) + "\n"
            _append(self.depends_path, line.encode())
            self._steps.append(_Step(self.depends_path, before, _size(self.depends_path) or 0, form))
            self._depends.add(form.key)

    def skip(self, question: Question) -> None:
        """Leaves a question for another session."""
        self._skipped.add(question)

    def undo(self) -> "Decision | Form | None":
        """Takes back what was written last, and returns it; None if there is nothing.

        What this session wrote is taken off byte by byte. Beyond that it is the last line of the file. Raises
        ValueError if somebody else wrote into the file since.
        """
        if not self._steps:
            done = undo(self.path)
        else:
            step = self._steps[-1]
            if _size(step.path) != step.after:
                raise ValueError(f"{step.path}: was changed by another program; nothing is taken back")
            _truncate(step.path, step.before)
            done = self._steps.pop().what
        self._read()
        self._skipped = {question for question in self._skipped if not _is_about(question, done)}
        return done


def _about(decision: Decision) -> tuple:
    if isinstance(decision, PlaceDecision):
        return decision.paragraph, decision.start, decision.end
    return decision.form, decision.label, decision.cable, decision.zone


def _is_about(question: Question, done: "Decision | Form | None") -> bool:
    if isinstance(question, Form) and not isinstance(done, PlaceDecision) and done is not None:
        return question.key[:2] == (normal_form(done.form), done.label)
    return False


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def _append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _truncate(path: Path, size: int | None) -> None:
    """Gives a file the size it had, or removes it if it was not there."""
    if size is None:
        path.unlink()
        return
    with path.open("rb+") as file:
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())


def _read_depends(path: Path) -> Iterator[tuple[str, str, str, str]]:
    lines = path.read_text(encoding="utf8").split("\n") if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = srsly.json_loads(line)
            yield normal_form(row["form"]), str(row["label"]), str(row.get("cable", "")), str(row.get("zone", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{path}:{number}: is no form that was answered 'depends'; remove the line") from None


# -- a whole paragraph ---------------------------------------------------------------------------


def decide_paragraph(
    paragraph: str,
    text: str,
    old: Collection[Labelled],
    new: Collection[Labelled],
    suspects: Iterable[tuple[int, int]],
    *,
    cable: str = "",
) -> list[PlaceDecision]:
    """Returns what follows from a paragraph that a person went through: `new` are its mentions, `old` what they were.

    One decision for each stretch where they differ, and one for each suspect stretch, also where it was left as it
    is. A stretch reaches over all mentions that overlap it.
    """
    marked = [*((start, end, True) for start, end in suspects), *((s, e, True) for s, e, _ in set(old) ^ set(new))]
    stretches: list[list] = []
    for start, end, counts in sorted([*marked, *((s, e, False) for s, e, _ in {*old, *new})]):
        if stretches and start < stretches[-1][1]:
            stretches[-1][1] = max(stretches[-1][1], end)
            stretches[-1][2] |= counts
        else:
            stretches.append([start, end, counts])
    return [
        PlaceDecision(
            paragraph, start, end, text[start:end],
            tuple(tuple(span) for span in sorted(new) if span.start < end and start < span.end), cable,  # type: ignore[misc]
        )
        for start, end, counts in stretches
        if counts
    ]  # fmt: skip


# -- keys ----------------------------------------------------------------------------------------

COMMANDS = {
    "y": "yes", "k": "keep", "n": "no entity", "d": "depends", "e": "extent", "s": "skip", "u": "undo", "q": "quit",
}  # fmt: skip


def label_keys(labels: Sequence[str]) -> dict[str, str]:
    """Returns a key for each label: its first letter that is none of a command's or another label's, else a digit."""
    found: dict[str, str] = {}
    for label in labels:
        initial = label[:1].lower()
        free = initial not in COMMANDS and initial not in found
        key = initial if free else next((digit for digit in "123456789" if digit not in found), "")
        if key:
            found[key] = label
    return found
