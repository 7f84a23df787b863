"""The pretrained encoder that a teacher begins with: any folder or name on a hub, as `transformers` loads them.

Loading is that library's own (AutoModel, AutoTokenizer), which knows the architectures that people publish.
"""

from pathlib import Path
from typing import Any, NamedTuple

from . import packaged

_INSTALL = "pip install 'cable-ner[teacher]'"


class Encoder(NamedTuple):
    """A model and a tokenizer of `transformers`. `layers` are the model's layers, in their order."""

    model: Any
    tokenizer: Any
    layers: list[Any]


def load_encoder(name: str, *, layers: int, cache: Path) -> Encoder:
    """Returns an encoder with its first layers, at most `layers` of them (0: all).

    `name` is a folder, a name on a hub, or that of a package which carries one (see `packaged`), which is unpacked below
    `cache`. Raises ValueError for what cannot be loaded, or cannot tell capitals from small letters.
    """
    try:
        from transformers import AutoConfig, AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise ValueError(f"an encoder needs PyTorch and transformers ({error}); run {_INSTALL}") from error
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    where = str(packaged.unpacked(cache)) if name == packaged.PACKAGE and not Path(name).exists() else name
    try:
        config = AutoConfig.from_pretrained(where)
        config.num_hidden_layers = min(layers or config.num_hidden_layers, config.num_hidden_layers)
        model = AutoModel.from_pretrained(where, config=config)
        tokenizer = AutoTokenizer.from_pretrained(where)
    except (OSError, ValueError, KeyError, ImportError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ValueError(
            f"{name}: is not an encoder that can be loaded ({reason}); give a folder with config.json, model.safetensors and"
            f" tokenizer.json, a name on the hub, or {packaged.PACKAGE}"
        ) from error
    if not tokenizer.is_fast:
        raise ValueError(f"{name}: its tokenizer does not tell where pieces stand in a text; give one with tokenizer.json")
    if tokenizer("NATO Poland")["input_ids"] == tokenizer("nato poland")["input_ids"]:
        raise ValueError(f"{name}: cannot tell capitals from small letters; give a cased encoder")
    return Encoder(model, tokenizer, _layers_of(model, config.num_hidden_layers))


def _layers_of(model: Any, count: int) -> list[Any]:
    """Returns the layers: the first list of modules with so many."""
    from torch.nn import ModuleList

    for module in model.modules():
        if isinstance(module, ModuleList) and len(module) == count:
            return list(module)
    return []
