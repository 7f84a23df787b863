"""Docs -> a folder that `datasets` of Hugging Face loads: a parquet file for each partition, with tags of ClassLabel."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from ..files import replacing
from .formats import tags_of

DATASETS = "datasets"
_IGNORED = -100
_ROWS = 1000  # in memory at a time
_NAMES = {"dev": "validation"}  # of splits, as `datasets` calls them


def write_datasets(partitions: Mapping[str, Callable[[], Iterable[Doc]]], folder: Path, *, missing: str) -> int:
    """Writes a parquet file for each partition into `folder`/data, a row for each Doc, and returns how many rows there are.

    `partitions` maps their names to functions that read their Docs, which happens twice: the labels come first. A tag that
    is unknown is -100, which PyTorch's cross entropy leaves out, unless `missing` says otherwise. Raises ValueError without
    the package `datasets`.
    """
    try:
        import datasets
        import pyarrow.parquet
    except ImportError as error:
        raise ValueError(
            f"needs the package datasets ({error}); install this project with its extra: pip install '.[datasets]'"
        ) from error
    labels = sorted({ent.label_ for read in partitions.values() for doc in read() for ent in doc.ents})
    names = ["O", *(f"{state}-{label}" for label in labels for state in "BI")]
    string = datasets.Value("string")
    features = datasets.Features(
        {
            "id": string, "cable": string, "zone": string, "text": string, "tokens": datasets.List(string),
            "ner_tags": datasets.List(datasets.ClassLabel(names=names)),
        }
    )  # fmt: skip
    codes = {"-": _IGNORED, **{name: code for code, name in enumerate(names)}}
    written = 0
    with replacing(folder, ["data"]) as scratch:
        (scratch / "data").mkdir()
        for name, read in partitions.items():
            path = scratch / "data" / f"{_NAMES.get(name, name)}-00000-of-00001.parquet"
            with pyarrow.parquet.ParquetWriter(path, features.arrow_schema) as writer:
                for rows in _batches(_rows(read(), codes, missing)):
                    writer.write_table(pyarrow.Table.from_pylist(rows, schema=features.arrow_schema))
                    written += len(rows)
    return written


def _rows(docs: Iterable[Doc], codes: Mapping[str, int], missing: str) -> Iterator[dict[str, Any]]:
    for doc in docs:
        if (tags := tags_of(doc, missing)) is None:
            continue
        data = doc.user_data
        cable = str(data.get("cable", ""))
        yield {
            "id": f"{cable}#{data.get('index', 0)}", "cable": cable, "zone": data.get("zone", ""), "text": doc.text,
            "tokens": [token for token, _ in tags], "ner_tags": [codes[tag] for _, tag in tags],
        }  # fmt: skip


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, _ROWS)):
        yield batch
