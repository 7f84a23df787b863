"""What labels are worth to a model that is trained on them."""

import subprocess
import sys
import tempfile
from pathlib import Path

import spacy
from spacy.tokens import Doc

from benchmarks.measuring import ROOT
from benchmarks.unasked import f1_of
from cable_ner.files import new_docbin
from cable_ner.training import override_options


def trained_f1(docs: list[Doc], test: list[Doc], *, seed: int, steps: int) -> float:
    """Returns the F1 on test, in points, of the default recipe's model after so many steps; none is chosen by its score."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_docbin(docs).to_disk(folder / "train.spacy")
        new_docbin(docs[:20]).to_disk(folder / "dev.spacy")
        settings = {
            "paths.train": folder / "train.spacy",
            "paths.dev": folder / "dev.spacy",
            "system.seed": seed,
            "training.max_steps": steps,
            "training.eval_frequency": steps,
            "training.patience": 0,
        }
        command = [sys.executable, "-m", "spacy", "train", str(ROOT / "configs" / "ner_cpu.cfg"), "--output", name]
        command += ["--code", str(ROOT / "scripts" / "training.py"), *override_options(settings)]
        subprocess.run(command, check=True, capture_output=True)
        nlp = spacy.load(folder / "model-last")
        return f1_of([nlp(nlp.make_doc(doc.text)) for doc in test], test)
