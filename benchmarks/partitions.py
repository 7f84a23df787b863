"""Train, dev and test for a benchmark: as given, or a split of the cables for every seed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc

from cable_ner.corpus import PARTITIONS, ConversionSettings, convert
from cable_ner.files import ENDING, new_docbin, read_docs, unit
from cable_ner.training import Data, digest_of, messages_of

LANG = "en"
TEST_SHARE = 0.2  # of the cables, if no test is given; dev is half of that


def prepare(
    train: Path, folder: Path, *, test: Path | None = None, dev: Path | None = None, seeds: int = 3, held_out: int = 0
) -> tuple[list[Data], list[str]]:
    """Returns the data of every seed, made in `folder` from cables or DocBin files, and notes on them.

    Without `test`, every seed has a split of its own: `held_out` cables (0: one in five) are test, half as many are dev.
    Raises ValueError and OSError for what cannot be read, and for too few cables.
    """
    given = {name: _docbin(path, folder / name) for name, path in (("train", train), ("dev", dev), ("test", test)) if path}
    if test:
        paths = (given["train"], given.get("dev", given["test"]), given["test"])
        return [_data(*paths)] * seeds, [] if dev else ["test is also used as dev: every model is chosen on it"]
    docs = list(read_docs(given["train"], spacy.blank(LANG).vocab))
    found, sizes = [], {}
    for seed in range(seeds):
        parts = split_by_cable(docs, seed, held_out, with_dev=dev is None)
        sizes = {name: len({doc.user_data.get("cable", "") for doc in part}) for name, part in parts.items()}
        made = {name: _written(part, folder / f"{name}-{seed}{ENDING}") for name, part in parts.items() if part}
        found.append(_data(made["train"], given.get("dev") or made["dev"], made["test"]))
    counts = ", ".join(f"{size} {name}" for name, size in sizes.items() if size)
    return found, [f"every seed has a split of its own, the same for all rows: {counts} cables"]


def _data(train: Path, dev: Path, test: Path) -> Data:
    return Data(train, dev, test, digest_of((train, dev, test)))


def _docbin(path: Path, folder: Path) -> Path:
    """Returns DocBin files as they are, and those of cables, converted without rules and corrections into `folder`."""
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder; give annotated cables or DocBin files")
    if path.suffix == ENDING or (path.is_dir() and any(path.glob(f"*{ENDING}"))):
        return path
    convert([str(path)], folder, settings=ConversionSettings(lang=LANG, shares=(1.0, 0.0, 0.0)))
    return folder / f"train{ENDING}"


def _written(docs: Iterable[Doc], path: Path) -> Path:
    new_docbin(docs).to_disk(path)
    return path


def split_by_cable(docs: Sequence[Doc], seed: int, held_out: int = 0, *, with_dev: bool = True) -> dict[str, list[Doc]]:
    """Returns the Docs of each partition: `held_out` messages (0: one in five) are test, half as many dev.

    A hash of the message and the seed decides which. All cables of a message, and copies of a text, stay together.
    Raises ValueError for too few.
    """
    keys = messages_of(docs)
    ranked = sorted(set(keys), key=lambda key: (unit(key, seed), key))
    tests = held_out or max(round(TEST_SHARE * len(ranked)), 1)
    devs = max(tests // 2, 1) if with_dev else 0
    if len(ranked) <= tests + devs:
        raise ValueError(
            f"{len(ranked)} messages are too few to hold out {tests} as test and {devs} as dev; give --test or more cables"
        )
    side = {key: "test" if at < tests else "dev" if at < tests + devs else "train" for at, key in enumerate(ranked)}
    parts: dict[str, list[Doc]] = {name: [] for name in PARTITIONS}
    for doc, key in zip(docs, keys):
        parts[side[key]].append(doc)
    return parts
