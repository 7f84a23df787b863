"""Questions out to other programs, and what a person did there in again: spreadsheets, Prodigy, Label Studio.

A spreadsheet has a row for each form or mention. The other two have whole paragraphs as tasks, with our labels in them;
what comes back is compared with these, which each task carries with it, so that nothing else is needed to read it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from spacy.tokens import Doc

from ..evaluation import Labelled
from ..files import SheetError, as_table, digest, printable, read_table, unguarded
from ..labels import Decision, FormDecision, PlaceDecision, from_json
from .review import COMMANDS, Form, Question, Review, Suspect, decide_paragraph, label_keys

CSV, PRODIGY, LABEL_STUDIO = "csv", "prodigy", "label-studio"
FORMATS = (CSV, PRODIGY, LABEL_STUDIO)
OURS = "cable_ner"  # under which a task carries what is needed to read it back


class Imported(NamedTuple):
    """What was read: decisions, the forms that were answered `depends`, and how many rows or tasks were left open."""

    decisions: list[Decision]
    depends: list[Form]
    left: int


# -- spreadsheet ---------------------------------------------------------------------------------

DECISION, EXTENT, KEY = "decision", "extent", "key"
COLUMNS = (
    "what", "text", "label", "proposal", "proposed text", "count", "confidence", "gain", "context", "reasons",
    DECISION, EXTENT, KEY,
)  # fmt: skip
_CONTEXTS = 3


def as_csv(review: Review) -> str:
    """Returns the open questions as a spreadsheet whose column `decision` is to be filled; `key` is for the way back."""
    rows = (_mention_row(item) if isinstance(item, Suspect) else _form_row(review, item) for item in review.open())
    return as_table(COLUMNS, rows)


def _form_row(review: Review, form: Form) -> tuple:
    key = {"form": form.form, "label": form.label, "becomes": form.becomes, "text": form.text}
    key.update({name: value for name, value in (("cable", form.cable), ("zone", form.zone)) if value})
    contexts = " | ".join(map(context, review.suspects_of(form)[:_CONTEXTS]))
    return (
        "form", form.form, form.label, form.becomes or "no entity", form.text, form.count, f"{form.confidence:.2f}",
        f"{form.gain:.1f}", contexts, "; ".join(form.reasons), "", "", json.dumps(key),
    )  # fmt: skip


def _mention_row(suspect: Suspect) -> tuple:
    names = ("cable", "paragraph", "start", "end", "text", "old", "new", "before", "after")
    key = {name: getattr(suspect, name) for name in names}
    old, new = (" + ".join(span.label for span in side) for side in (suspect.old, suspect.new))
    proposed = " + ".join(span_text(suspect, span) for span in suspect.new)
    return (
        "mention", suspect.text, old, new or "no entity", proposed, 1, f"{suspect.confidence:.2f}", "", context(suspect),
        "; ".join(suspect.reasons), "", "", json.dumps(key),
    )  # fmt: skip


def context(suspect: Suspect) -> str:
    """Returns a suspect between marks in what stands beside it."""
    return f"{suspect.before}»{suspect.text}«{suspect.after}"


def span_text(suspect: Suspect, span: Labelled) -> str:
    """Returns the text of a span of a suspect, as far as it lies within."""
    return suspect.text[max(span.start - suspect.start, 0) : max(span.end - suspect.start, 0)]


def read_csv(path: Path, labels: Sequence[str]) -> Imported:
    """Returns the decisions in a spreadsheet that was filled in. Raises SheetError with a line for each wrong row, OSError.

    In `decision`: y the proposal is right, k the label is right as it is, n no entity, a label (or its key in the
    terminal), d it depends, s or nothing: open. In `extent`: where the mention is other text than the proposal's.
    """
    problems: list[str] = []
    found = Imported([], [], 0)
    left = 0
    answered: dict[str, tuple[int, str]] = {}
    for line, row in read_table(path, (DECISION, EXTENT, KEY)):
        try:
            answer = _answer(row[DECISION], labels)
            if answer in ("", "s"):
                if row[EXTENT]:
                    raise ValueError(f"has an extent and no {DECISION}; give both or none")
                left += 1
                continue
            before = answered.setdefault(row[KEY], (line, answer + row[EXTENT]))
            if before[1] != answer + row[EXTENT]:
                raise ValueError(f"was answered otherwise on line {before[0]}; keep one of the two")
            if before[0] != line:
                continue
            question = _question(row[KEY])
            if answer == "d":
                if isinstance(question, Suspect):
                    raise ValueError("is one mention, which cannot depend; answer y, k, n or a label")
                found.depends.append(question)
            else:
                found.decisions.append(_decided(question, answer, unguarded(row[EXTENT])))
        except ValueError as error:
            problems.append(f"{path}:{line}: {error}")
    if problems:
        raise SheetError(problems)
    return found._replace(left=left)


_WORDS = {"yes": "y", "ok": "y", "no": "n", "none": "n", "no entity": "n", "keep": "k", "depends": "d", "skip": "s"}


def _answer(cell: str, labels: Sequence[str]) -> str:
    """Returns a command's key or a label for what stands in a cell. Raises ValueError."""
    text = cell.strip()
    if text.upper() in labels:
        return text.upper()
    if text in labels:
        return text
    keys = label_keys(labels)
    short = _WORDS.get(text.lower(), text.lower())
    if short in keys:
        return keys[short]
    if short not in ("", *"yknds"):
        raise ValueError(
            f"'{printable(cell)}' in column {DECISION} is neither y, k, n, d, s nor one of {', '.join(labels)};"
            " correct it, or leave it empty"
        )
    return short


def _question(text: str) -> Question:
    """Returns what a row asks, from its key. Raises ValueError."""
    try:
        key = json.loads(text)
        if "paragraph" not in key:
            names = ("form", "label", "becomes", "text")
            limits = key.get("cable", ""), key.get("zone", "")
            return Form(*(key[name] for name in names), 0, 0.0, 0.0, (), (), *limits)
        old, new = (tuple(Labelled(*span) for span in key[side]) for side in ("old", "new"))
        place = (key[name] for name in ("start", "end", "text"))
        suspect = Suspect(key["cable"], 0, key["paragraph"], "", *place, old, new, 0.0, (), key["before"], key["after"])
        from_json(suspect.decide(old).as_json())
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"column {KEY} was changed; export again, and leave it as it is") from None
    return suspect


def _decided(question: Question, answer: str, extent: str) -> Decision:
    """Returns the decision of a row. Raises ValueError for an extent that does not fit."""
    if answer in ("k", "n") and extent:
        raise ValueError(f"an extent goes with y or a label, not with {COMMANDS[answer]}; empty one of the two")
    if isinstance(question, Suspect):
        return mention_decision(question, answer, extent)
    return form_decision(question, answer, extent)


def form_decision(form: Form, answer: str, extent: str = "") -> FormDecision:
    """Returns the decision on a form: `answer` is y, k, n or a label. Raises ValueError for an extent that does not fit."""
    if answer in ("k", "n"):
        return form.keep() if answer == "k" else form.decide("")
    if answer != "y":
        return form.decide(answer, extent)
    if extent and not form.becomes:
        raise ValueError("an extent goes with a label; say which")
    return form.decide(form.becomes, extent or form.text)


def mention_decision(suspect: Suspect, answer: str, extent: str = "") -> PlaceDecision:
    """Returns the decision on a mention: `answer` is y, k, n or a label.

    Raises ValueError for an extent that does not stand there.
    """
    if extent:
        labels = {span.label for span in suspect.new} if answer == "y" else {answer} - set(COMMANDS)
        if len(labels) != 1:
            raise ValueError("an extent goes with one label; say which")
        return suspect.extent(extent, labels.pop())
    if answer in ("y", "k"):
        return suspect.decide(suspect.new if answer == "y" else suspect.old)
    return suspect.labelled("" if answer == "n" else answer)


# -- paragraphs ----------------------------------------------------------------------------------


class Task(NamedTuple):
    """A paragraph for a person to go through: its Doc, and the stretches that are suspect."""

    doc: Doc
    paragraph: str
    suspects: list[tuple[int, int]]
    gain: float

    @property
    def spans(self) -> list[Labelled]:
        """Our labels."""
        return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in self.doc.ents]

    def ours(self) -> dict[str, Any]:
        """Returns what a task carries with it for the way back."""
        cable = str(self.doc.user_data.get("cable", ""))
        suspects = [list(stretch) for stretch in self.suspects]
        return {"paragraph": self.paragraph, "cable": cable, "labels": [list(s) for s in self.spans], "suspects": suspects}


def tasks(review: Review, docs: Iterable[Doc]) -> tuple[list[Task], int]:
    """Returns the paragraphs with open suspects, and how many suspects are of none of the Docs.

    Those come first that are expected to gain most.
    """
    gains: dict[int, float] = defaultdict(float)
    for form in review.audit.forms:
        for index in form.mentions:
            gains[index] = max(gains[index], form.gain / len(form.mentions))
    wanted: dict[str, list[int]] = defaultdict(list)
    for index, suspect in enumerate(review.audit.suspects):
        if not review.is_decided(suspect):
            wanted[suspect.paragraph].append(index)
    found: dict[str, Task] = {}
    for doc in docs:
        if (key := digest(doc.text)) in wanted and key not in found:
            stretches = sorted({(review.audit.suspects[i].start, review.audit.suspects[i].end) for i in wanted[key]})
            found[key] = Task(doc, key, stretches, sum(gains[index] for index in wanted[key]))
    lost = sum(len(indices) for key, indices in wanted.items() if key not in found)
    return sorted(found.values(), key=lambda task: (-task.gain, task.paragraph)), lost


def as_prodigy(found: Iterable[Task]) -> str:
    """Returns tasks as JSON lines for `ner.manual` (https://prodi.gy/docs/api-interfaces#ner_manual)."""
    return "".join(json.dumps(_prodigy_task(task)) + "\n" for task in found)


def _prodigy_task(task: Task) -> dict[str, Any]:
    doc = task.doc
    tokens = [
        {"text": token.text, "start": token.idx, "end": token.idx + len(token), "id": token.i, "ws": bool(token.whitespace_)}
        for token in doc
    ]
    spans = [
        {
            "start": ent.start_char, "end": ent.end_char, "token_start": ent.start, "token_end": ent.end - 1,
            "label": ent.label_,
        }
        for ent in doc.ents
    ]  # fmt: skip
    meta = {key: doc.user_data[key] for key in ("cable", "zone", "index") if key in doc.user_data}
    return {"text": doc.text, "tokens": tokens, "spans": spans, "meta": meta, OURS: task.ours()}


def read_prodigy(path: Path, labels: Collection[str]) -> Imported:
    """Returns the decisions in what `prodigy db-out` wrote: of accepted tasks; others are left open.

    Raises SheetError with a line for each task that cannot be read, OSError.
    """

    def rows() -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(path.read_bytes().decode("utf-8-sig", "replace").split("\n"), 1):
            if line.strip():
                yield f"{path}:{number}", line

    def read(line: str) -> tuple[dict, str, list[Labelled]] | None:
        row = _parsed(line)
        if row.get("answer") != "accept":
            return None
        spans = row.get("spans")
        if not isinstance(spans, list):
            raise ValueError("has no list of 'spans'; export it with the recipe ner.manual")
        text = _text(row, row.get(OURS))
        return row[OURS], text, [_span(span, [span.get("label")], text) for span in spans]

    return _read_tasks(rows(), read, labels)


_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#0072B2", "#D55E00")  # Okabe and Ito's


def labelling_config(labels: Sequence[str]) -> str:
    """Returns Label Studio's labelling configuration for our tasks, in colours that colour-blind readers tell apart."""
    rows = "".join(
        f"    <Label value={quoteattr(label)} background={quoteattr(_COLOURS[index % len(_COLOURS)])}/>\n"
        for index, label in enumerate(labels)
    )
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{rows}  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n'
    )


def as_label_studio(found: Iterable[Task]) -> str:
    """Returns tasks as Label Studio's JSON, our labels as predictions (https://labelstud.io/guide/predictions)."""
    rows = []
    for task in found:
        text = task.doc.text
        result = [
            {
                "id": f"{start}-{end}", "from_name": "label", "to_name": "text", "type": "labels",
                "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]},
            }
            for start, end, label in task.spans
        ]  # fmt: skip
        data = {"text": text, "zone": task.doc.user_data.get("zone", ""), OURS: task.ours()}
        rows.append({"data": data, "predictions": [{"model_version": OURS, "result": result}]})
    return json.dumps(rows, indent=1) + "\n"


def read_label_studio(path: Path, labels: Collection[str]) -> Imported:
    """Returns the decisions in what Label Studio exported as JSON or JSON-MIN; tasks without an annotation are left open.

    Of several annotations of a task that marked as ground truth holds, else the last one. White space at the ends of
    a span is no part of it, and offsets that count as JavaScript does (two for a sign beyond 65,535) are put right.
    Raises SheetError with a line for each task that cannot be read, OSError.
    """
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
        if not isinstance(data, list):
            raise ValueError("is no list of tasks")
    except ValueError as error:
        raise SheetError([f"{path}:1: is not what Label Studio exports ({error}); export as JSON or JSON-MIN"]) from None
    named = [
        (f"{path}: task {row.get('id', number) if isinstance(row, dict) else number}", row)
        for number, row in enumerate(data, 1)
    ]
    return _read_tasks(named, _read_label_studio_task, labels)


def _read_label_studio_task(row: Any) -> tuple[dict, str, list[Labelled]] | None:
    if not isinstance(row, dict):
        raise ValueError("is no task")
    if "annotations" in row or "data" in row:
        data = row.get("data", {})
        annotations = [item for item in row.get("annotations") or () if not item.get("was_cancelled")]
        if not annotations:
            return None
        chosen = max(enumerate(annotations), key=lambda pair: (bool(pair[1].get("ground_truth")), _when(pair[1]), pair[0]))[
            1
        ]
        values = [item["value"] for item in chosen.get("result", ()) if item.get("type", "labels") == "labels"]
    else:  # JSON-MIN: the data and, under the name of each control, its values
        data = row
        if "annotation_id" not in row and "label" not in row:
            return None
        values = [value for value in row.get("label") or () if isinstance(value, dict)]
    text = _text(data, data.get(OURS))
    return data[OURS], text, [_span(value, value.get("labels") or [], text) for value in values]


def _when(annotation: dict) -> str:
    return str(annotation.get("updated_at") or annotation.get("created_at") or "")


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"is no JSON ({error}); export it again") from None
    if not isinstance(row, dict):
        raise ValueError("is no JSON object; export it again")
    return row


def _text(row: dict, ours: Any) -> str:
    """Returns the text of a task, which is as it was exported. Raises ValueError if it is not."""
    if not isinstance(ours, dict):
        raise ValueError(f"has no '{OURS}', which tells what its labels were; export from review, and keep all fields")
    text = row.get("text")
    if not isinstance(text, str) or digest(text) != ours["paragraph"]:
        raise ValueError("its text was changed; export again, and change labels only")
    return text


def _span(value: dict, labels: list, text: str) -> Labelled:
    """Returns a span of a text without white space at its ends. Raises ValueError for one that does not fit."""
    start, end = value.get("start"), value.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise ValueError(f"a span has no start or end ({start}, {end}); annotate with <Text>, and export again")
    shown = value.get("text")
    if isinstance(shown, str) and not _same(text[start:end], shown):
        start, end = (_from_utf16(text, offset) for offset in (start, end))
        if not _same(text[start:end], shown):
            raise ValueError(
                f"'{printable(shown)}' does not stand where its span is, at {value['start']}; mend it and export again"
            )
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    if not 0 <= start < end <= len(text):
        raise ValueError(f"the span from {value['start']} to {value['end']} holds no text; remove it and export again")
    labels = [label for label in labels if isinstance(label, str) and label]
    if len(labels) != 1:
        raise ValueError(f"'{printable(text[start:end])}' has {len(labels)} labels; give it one")
    return Labelled(start, end, labels[0])


def _same(text: str, shown: str) -> bool:
    """Returns whether a text is what a page showed of it: pages make white space their own."""
    return "".join(text.split()) == "".join(shown.replace("\\n", "\n").split())


def _from_utf16(text: str, offset: int) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * offset].decode("utf-16-le", "ignore"))


def _read_tasks(
    rows: Iterable[tuple[str, Any]],
    read: Callable[[Any], tuple[Any, str, list[Labelled]] | None],
    labels: Collection[str],
) -> Imported:
    """Returns the decisions in tasks; `read` gives what a task carried with it, its text, and the spans in it."""
    found, problems, left = Imported([], [], 0), [], 0
    for where, row in rows:
        try:
            done = read(row)
            if done is None:
                left += 1
                continue
            found.decisions.extend(_task_decisions(*done, labels))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = error if isinstance(error, ValueError) else f"is not as it was exported ({error}); export it again"
            problems.append(f"{where}: {what}")
    if problems:
        raise SheetError(problems)
    return found._replace(left=left)


def _task_decisions(ours: dict[str, Any], text: str, spans: list[Labelled], labels: Collection[str]) -> list[PlaceDecision]:
    spans = sorted(set(spans))
    for span, other in zip(spans, spans[1:]):
        if other.start < span.end:
            one, two = (printable(text[s.start : s.end]) for s in (span, other))
            raise ValueError(f"'{one}' and '{two}' overlap; keep one of them")
    if strange := [span for span in spans if span.label not in labels]:
        name = printable(strange[0].label)
        raise ValueError(f"the label '{name}' is none of {', '.join(labels)}; correct it, or give --labels")
    old = [Labelled(start, end, label) for start, end, label in ours["labels"]]
    suspects = [(start, end) for start, end in ours["suspects"]]
    found = decide_paragraph(ours["paragraph"], text, old, spans, suspects, cable=ours["cable"])
    return [from_json(decision.as_json()) for decision in found]  # type: ignore[misc]
