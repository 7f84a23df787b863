"""What a model is known by: digests of its files and of its configuration."""

from hashlib import blake2b
from pathlib import Path

import srsly
from thinc.api import Config

MARK = "lineage.json"  # in the folder of a model: its line of the lineage


def model_digest(model: Path) -> str:
    """Returns a digest of a model's files: of everything that it is, but not of its speed and scores on dev."""
    state = blake2b(digest_size=16)
    for path in sorted(path for path in model.rglob("*") if path.is_file() and path.name != MARK):
        data = path.read_bytes()
        if path == model / "meta.json":
            meta = srsly.json_loads(data)
            data = srsly.json_dumps({key: meta[key] for key in sorted(meta) if key != "performance"}).encode()
        state.update(f"{path.relative_to(model).as_posix()} {len(data)} ".encode() + data)
    return state.hexdigest()


def config_digest(model: Path) -> str:
    """Returns a digest of the configuration that a model was trained with, without the paths of its files."""
    config = Config().from_disk(model / "config.cfg", interpolate=False)
    config.pop("paths", None)
    config.get("training", {}).get("logger", {}).pop("output_file", None)
    return blake2b(config.to_str(interpolate=False).encode(), digest_size=8).hexdigest()
