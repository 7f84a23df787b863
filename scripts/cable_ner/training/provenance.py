"""Which texts a model was trained on: digests in its meta.json, taken when its training begins."""

from collections.abc import Callable
from pathlib import Path

import srsly
from spacy.language import Language
from spacy.util import get_package_path, is_package, registry

from ..files import shard_files, texts_digest

_KEY = "trained_on"  # in meta.json


@registry.callbacks("cable_ner.note_texts.v1")
def create_note_texts() -> Callable[[Language], None]:
    """Returns what notes the texts of `paths.train` and `paths.dev` in a pipeline's meta: for [initialize.before_init].

    It leaves the pipeline's configuration, so that the trained model can be initialised again without it.
    """

    def note(nlp: Language) -> None:
        paths = {name: nlp.config["paths"].get(name) for name in ("train", "dev")}
        nlp.meta[_KEY] = {
            name: texts_digest(shard_files(Path(path))) for name, path in paths.items() if path and Path(path).exists()
        }
        nlp.config["initialize"]["before_init"] = None

    return note


def trained_on(model: str | Path) -> dict[str, str]:
    """Returns the digests (see `files.texts_digest`) of the Docs that a model was trained on (train), and chosen by (dev).

    The model is a folder or an installed package. Returns nothing if its recipe did not note them. Raises ValueError for a
    meta.json that is not that of a model.
    """
    folder = get_package_path(str(model)) if not Path(model).exists() and is_package(str(model)) else Path(model)
    path = folder / "meta.json"
    if not path.exists():
        return {}
    try:
        return dict(srsly.read_json(path).get(_KEY, {}))
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{path}: is not that of a model ({error}); train it again") from error
