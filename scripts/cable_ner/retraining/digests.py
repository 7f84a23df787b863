"""Digests that identify a model: of its files, and of its config."""

from hashlib import blake2b
from pathlib import Path

import srsly
from thinc.api import Config

MARK = "lineage.json"  # in a model's folder: its lineage record


def model_digest(model: Path) -> str:
    """Returns a digest of all files of a model, except for the speed and dev scores in its meta.json."""
    state = blake2b(digest_size=16)
    for path in sorted(path for path in model.rglob("*") if path.is_file() and path.name != MARK):
        data = path.read_bytes()
        if path == model / "meta.json":
            meta = srsly.json_loads(data)
            data = srsly.json_dumps({key: meta[key] for key in sorted(meta) if key != "performance"}).encode()
        state.update(f"{path.relative_to(model).as_posix()} {len(data)} ".encode() + data)
    return state.hexdigest()


def config_digest(model: Path) -> str:
    """Returns a digest of the config that a model was trained with, except for the paths in it."""
    config = Config().from_disk(model / "config.cfg", interpolate=False)
    config.pop("paths", None)
    config.get("training", {}).get("logger", {}).pop("output_file", None)
    return blake2b(config.to_str(interpolate=False).encode(), digest_size=8).hexdigest()
