"""Loading a pipeline, and the labels of the mentions it finds."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import spacy
import srsly
from spacy.language import Language

from . import registration  # noqa: F401 (so that spaCy finds the code of models)

_MISSING = re.compile(r"\[E(?:893|002)\] .*? '(.*?)' (?:in function registry|for language)")  # (spaCy's words)
_NO_MODEL = ("[E050]", "[E052]", "[E053]")  # no such folder or package, or a folder without a model


def load_model(model: str | Path) -> Language:
    """Returns the pipeline in a folder or of an installed package.

    Matrix products are OpenBLAS's from then on; see `backend`. Raises OSError if there is none, ValueError if it cannot be
    loaded.
    """
    # Not before: the networks of an audit, which loads no model, would give other opinions.
    from . import backend  # noqa: F401

    with loading_errors(model):
        return spacy.load(model)


@contextmanager
def loading_errors(model: str | Path) -> Iterator[None]:
    """Has errors of spaCy that a model cannot be loaded raised as ValueError with a remedy, or OSError if there is none."""
    try:
        yield
    except OSError as error:
        if not str(error).startswith(_NO_MODEL):
            raise
        raise OSError(
            f"{model}: is neither the folder of a model nor an installed package; check the name, or train a model with"
            " `spacy project run all`"
        ) from error
    except ImportError as error:
        raise ValueError(f"{model}: cannot be loaded ({error}); install what it needs") from error
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        if missing := _MISSING.match(str(error)):
            raise ValueError(
                f"{model}: needs code that is not installed: {missing[1]}; install the model's wheel"
            ) from error
        raise ValueError(f"{model}: is not a model that can be loaded ({' '.join(lines[:2])}); train it again") from error


def labels_of_model(nlp: Language) -> list[str]:
    """Returns the labels that a pipeline's components give to mentions, sorted."""
    setters = [name for name in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(name).assigns]
    return sorted({label for name in setters for label in nlp.pipe_labels.get(name, ())})


def labels_on_disk(model: Path) -> list[str]:
    """Returns the labels in the meta.json of a model's folder, sorted, without loading the model.

    Raises OSError if there is no meta.json, ValueError if it is not that of a model.
    """
    try:
        labels = srsly.read_json(model / "meta.json")["labels"]
        return sorted({label for name in labels for label in labels[name]})
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{model}: is not the folder of a model ({error}); run `spacy project run all`") from error


def fingerprint(nlp: Language) -> str:
    """Returns a digest of the files that a pipeline was loaded from."""
    digest = hashlib.sha256()
    folder = nlp.path
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc") if folder else []:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
