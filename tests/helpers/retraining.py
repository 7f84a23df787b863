"""Retraining with finished models in place of trainings."""

import shutil
from pathlib import Path

import spacy
import srsly

from cable_ner.corpus import ConversionSettings
from cable_ner.files import shard_files, texts_digest
from cable_ner.retraining.options import Intake, Listener, RetrainOptions
from cable_ner.retraining.planning import plan
from cable_ner.retraining.session import RetrainOutcome, RetrainSession
from cable_ner.retraining.store import LOCK, kept

SETTINGS = ConversionSettings(shares=(0.5, 0.25, 0.25))


def untrained(folder: Path) -> Path:
    """Writes a model that is no good."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    for label in ("PER", "LOC", "ORG"):
        ner.add_label(label)
    nlp.initialize()
    nlp.to_disk(folder)
    return folder


class Said(list):
    """What was said, as one text."""

    def __call__(self, text: str) -> None:
        self.append(text)

    def __str__(self) -> str:
        return "\n".join(self)


def run(project: Path, model: Path | None, say=lambda _text: None, *, train=None, **options) -> RetrainOutcome:
    """Retrains, with a finished model in place of a training, or with a function that makes one."""

    def copy(_made, folder):
        assert model is not None
        assert {path.name for path in (folder / "data").iterdir()} == {"train.spacy", "dev.spacy", "convert.json"}
        shutil.copytree(model, folder / "model-best")

    return session(project, train or copy, say, **options).run([str(project / "raw")])


def note_texts(model: Path, corpus: Path) -> None:
    """Makes a model say that it was trained on the Docs of a folder."""
    meta = srsly.read_json(model / "meta.json")
    (model / "meta.json").unlink()  # (which may be linked)
    noted = {name: texts_digest(shard_files(corpus / f"{name}.spacy")) for name in ("train", "dev")}
    srsly.write_json(model / "meta.json", {**meta, "trained_on": noted})


def session(project: Path, train, say=lambda _text: None, *, confirms=lambda _what: False, **options) -> RetrainSession:
    """Returns a session in a project, with a function in place of `spacy train`."""
    return RetrainSession(
        project / "corpus",
        project / "training",
        RetrainOptions(config=project / "recipe.cfg", **{"audit": False, **options}),
        Intake(SETTINGS),
        Listener(say, confirms=confirms),
        train,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def hidden(folder: Path) -> list[str]:
    """Returns what a run may leave and must not, but for the file that was being written when it was killed."""
    return [path.name for path in folder.rglob(".*") if path.name != LOCK and not path.name.startswith(".writing-")]


def planned(project, there, differences=(), **options):
    """Returns what is to be trained, and what was said."""
    said = Said()
    stock, row = there
    model = kept(project / "training", row)
    made = plan(
        RetrainOptions(config=project / "recipe.cfg", **options),
        stock,
        row,
        model=model,
        differences=differences,
        say=said,
    )
    return made, str(said)
