"""Label Studio's protocol for ML backends, as its server speaks it: what it sends, and what it wants to get."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...audit import LabellingControls, controls_of, regions_of
from ...evaluation import Labelled
from ..tagged import PlacedMention
from .suggester import Passage, Suggester


def health() -> dict[str, Any]:
    """Returns what says that the server is there."""
    return {"status": "UP", "model_class": "CableNer", "v2": True}


def setup(suggester: Suggester, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the version of the model. Raises ValueError if the project labels no text."""
    controls_of(str(sent.get("schema") or sent.get("label_config") or ""))
    return {"model_version": suggester.version}


def predict(suggester: Suggester, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a prediction for each task. Its score is the lowest confidence of its mentions, 1 if it has none.

    Labels that the project does not have are left out. Raises ValueError for a request that cannot be read.
    """
    controls = controls_of(str(sent.get("label_config") or ""))
    tasks = sent.get("tasks")
    if not isinstance(tasks, list):
        raise ValueError("the request has no list of tasks")
    passages = [_passage(task, controls) for task in tasks]
    found = suggester.suggest(passages)
    results = [_prediction(passage.text, own, controls, suggester.version) for passage, own in zip(passages, found)]
    return {"results": results}


def _passage(task: Any, controls: LabellingControls) -> Passage:
    data = task.get("data") if isinstance(task, dict) else None
    text = data.get(controls.field) if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(text, str):
        raise ValueError(f"a task has no text in the field '{controls.field}'")
    ours = data.get("cable_ner")
    cable = ours.get("cable") if isinstance(ours, dict) else data.get("cable")
    return Passage(text, str(cable or ""), str(data.get("zone") or ""))


def _prediction(text: str, found: Sequence[PlacedMention], controls: LabellingControls, version: str) -> dict[str, Any]:
    kept = [one for one in found if one.label in controls.labels]
    regions = regions_of(text, [Labelled(one.start, one.end, one.label) for one in kept])
    for region, one in zip(regions, kept):
        region.update(from_name=controls.control, to_name=controls.text)
        if one.score is not None:
            region["score"] = round(one.score, 4)
    score = min((one.score for one in kept if one.score is not None), default=1.0)
    return {"result": regions, "score": round(score, 4), "model_version": version}
