"""A teacher as one of the systems that `models` compares. Needs PyTorch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
import srsly

from cable_ner.corpus import whole_cables
from cable_ner.evaluation import Labelled
from cable_ner.evaluation.reference import Reference
from cable_ner.rules import LabelRules
from cable_ner.training import TeacherEffort

_BYTES = 4  # of a weight


def read_teacher(folder: Path) -> Any:
    """Returns the network of the teacher that `cable-ner teach --output FOLDER` left there, as it labels."""
    import torch

    from cable_ner.training.teacher.fitting import fit, untrained

    report = srsly.read_json(folder / "teach.json")
    effort = TeacherEffort(**report["effort"])
    network = untrained(report["labels"], effort, folder / "encoders")
    fit(network, [], effort, kept=next(folder.glob("*-teacher.pt")))
    network.temperature.data = torch.tensor(report["temperature"])
    return network


def teacher_tagger(folder: Path) -> tuple[Callable[[Reference], list[list[Labelled]]], float]:
    """Returns what tags with a teacher, whole cables in a row, and the megabytes of its weights.

    It labels as `teach` does, with document-level consistency and the label rules, but says something of every token.
    """
    from cable_ner.training.teacher.labelling import set_labels

    network = read_teacher(folder)
    window = TeacherEffort(**srsly.read_json(folder / "teach.json")["effort"]).window
    rules = LabelRules()
    rules.initialize(nlp=spacy.blank("en"), labels=network.tags.labels)

    def tag(reference: Reference) -> list[list[Labelled]]:
        docs = [doc.copy() for doc in reference.docs]
        set_labels(network, list(whole_cables(docs)), size=window, sure=0.0, rules=rules)
        return [[Labelled(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] for doc in docs]

    return tag, sum(weights.numel() for weights in network.parameters()) * _BYTES / 1e6
