"""Tasks for Label Studio: a paragraph with our labels as a prediction, and beside it what is asked there, and why."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from ...evaluation import Labelled
from ...files import printable
from ..review import Suspect, label_keys
from .tasks import OURS, ParagraphTask

_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#0072B2", "#D55E00")  # Okabe and Ito's
_CONFIG = """\
<View style="display: flex; flex-wrap: wrap; gap: 2em">
  <View style="flex: 3 1 24em">
    <Labels name="label" toName="text">
{labels}    </Labels>
    <Text name="text" value="$text"/>
  </View>
  <View style="flex: 1 1 16em">
    <Header value="What is asked, and why" size="5"/>
    <Text name="questions" value="$questions"/>
  </View>
</View>
"""


def labelling_config(labels: Sequence[str]) -> str:
    """Returns the labelling configuration (XML) of our tasks: labels with the keys that they have in the terminal, too.

    The colours are those that colour-blind readers can tell apart.
    """
    keys = {label: key for key, label in label_keys(labels).items()}
    rows = "".join(
        f"      <Label value={quoteattr(label)} background={quoteattr(_COLOURS[index % len(_COLOURS)])}"
        + (f" hotkey={quoteattr(keys[label])}" if label in keys else "")
        + "/>\n"
        for index, label in enumerate(labels)
    )
    return _CONFIG.format(labels=rows)


class LabellingControls(NamedTuple):
    """Of a labelling configuration: the control that labels text, the text it labels, that text's field, and the labels."""

    control: str
    text: str
    field: str
    labels: frozenset[str]


def controls_of(config: str) -> LabellingControls:
    """Returns the first control that labels text, with the labels of all that label the same. Raises ValueError."""
    try:
        root = ElementTree.fromstring(config)  # noqa: S314 (expat bounds what entities may grow to)
    except ElementTree.ParseError as error:
        raise ValueError(f"the labelling configuration is not XML ({error})") from None
    texts = {one.get("name", ""): one.get("value", "") for one in root.iter("Text")}
    controls = [one for one in root.iter("Labels") if texts.get(one.get("toName", ""), "").startswith("$")]
    if not controls:
        raise ValueError('the labelling configuration has no <Labels> for a <Text value="$…"/>')
    text = controls[0].get("toName", "")
    same = [one for one in controls if one.get("toName") == text]
    labels = frozenset(label.get("value", "") for one in same for label in one.iter("Label"))
    return LabellingControls(controls[0].get("name", ""), text, texts[text][1:], labels)


def as_label_studio(tasks: Iterable[ParagraphTask]) -> str:
    """Returns tasks as JSON (see `label_studio_task`)."""
    return json.dumps([label_studio_task(task) for task in tasks], indent=1) + "\n"


def label_studio_task(task: ParagraphTask) -> dict[str, Any]:
    """Returns a task with our labels as its prediction (https://labelstud.io/guide/predictions).

    Offsets count characters (code points), as the program's editor does. The score says how sure the audit is of the labels:
    1 less its confidence in the surest question.
    """
    zone = task.doc.user_data.get("zone", "")
    data = {"text": task.doc.text, "zone": zone, "questions": questions_in_words(task.asked), OURS: task.ours()}
    score = round(1 - max((suspect.confidence for suspect in task.asked), default=0.0), 4)
    return {"data": data, "predictions": [{"model_version": OURS, "score": score, "result": regions(task)}]}


def regions(task: ParagraphTask) -> list[dict[str, Any]]:
    """Returns our labels as the regions of a prediction."""
    return regions_of(task.doc.text, task.spans)


def regions_of(text: str, spans: Sequence[Labelled]) -> list[dict[str, Any]]:
    """Returns spans (character offsets of the text) as regions of the control `label` on the text `text`."""
    return [
        {
            "id": f"{span.start}-{span.end}", "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.label]},
        }
        for span in spans
    ]  # fmt: skip


def questions_in_words(asked: Iterable[Suspect]) -> str:
    """Returns what is asked in a paragraph, and why: a line for each question, with its reasons below."""
    return "\n".join(line for suspect in asked for line in _question(suspect))


def _question(suspect: Suspect) -> list[str]:
    old, new = (_spans(suspect, side) for side in (suspect.old, suspect.new))
    reasons = [f"  · {printable(reason)}" for reason in suspect.reasons]
    return [f"“{printable(suspect.text)}”: {old} → {new}? ({suspect.confidence:.0%} sure)", *reasons]


def _spans(suspect: Suspect, spans: Sequence[Labelled]) -> str:
    whole = (suspect.start, suspect.end)
    named = (span.label if span[:2] == whole else f"{span.label} “{printable(suspect.text_of(span))}”" for span in spans)
    return ", ".join(named) or "no entity"
