"""`convert`: the speed and memory of the conversion, beside the least that any conversion has to do."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.cli.convert import convert as spacy_convert
from spacy.tokens import DocBin

from benchmarks.archives import perturbed_copies
from benchmarks.measuring import ROOT, Measured, measure, repeated, table
from cable_ner.corpus import PARTITIONS, ConversionSettings, convert
from cable_ner.files import ATTRS, ENDING, read_docs
from cable_ner.work import Where

RULES = str(ROOT / "configs" / "silver.yml")
_TOKENS_IN_A_FILE = 400_000


def bench_convert(
    raw: Annotated[Path, typer.Argument(help="Folder of annotated cables")],
    cables: Annotated[
        int, typer.Option(help="Number of cables to convert: those in the folder, plus perturbed copies")
    ] = 800,
    repeats: Annotated[int, typer.Option(help="Runs of each; the fastest counts")] = 2,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Conversion speed relative to make_doc and DocBin alone and to `spacy convert`; processes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        perturbed_copies(raw, folder / "cables", cables)
        perturbed_copies(raw, folder / "tenth", max(cables // 10, 1))
        size = sum(path.stat().st_size for path in (folder / "cables").iterdir())
        tokens = convert_cables(folder / "cables", folder / "out", 1)
        texts = write_texts(folder)
        todo: dict[str, tuple] = {
            "convert": (convert_cables, folder / "cables", folder / "out", 1),
            "without rules": (convert_cables, folder / "cables", folder / "out", 1, False),
            "floor": (floor, texts),
            "spacy convert": (_spacy_convert, folder),
            "2 processes": (convert_cables, folder / "cables", folder / "out2", 2),
        }
        runs = repeated(todo, repeats)
        tenth = measure(convert_cables, folder / "tenth", folder / "out10", 1).megabytes
    rows = [("cables", f"{cables:,}"), ("tokens", f"{tokens:,}"), *_figures(runs, size, tokens, tenth)]
    table(("", "figure"), rows, output)


def _figures(runs: Mapping[str, list[Measured]], size: int, tokens: int, tenth: float) -> list[tuple[str, str]]:
    """Returns the rows of the table; `size` is in bytes, `tenth` the peak memory in MB for a tenth of the cables."""
    best = {key: min(run.seconds for run in values) for key, values in runs.items()}
    whole = max(run.megabytes for run in runs["convert"])
    return [
        ("MB per second", f"{size / 1e6 / best['convert']:.2f}"),
        ("tokens per second", f"{tokens / best['convert']:,.0f}"),
        ("time / floor (at most 1.25)", f"{best['convert'] / best['floor']:.2f}"),
        ("the same without the label rules", f"{best['without rules'] / best['floor']:.2f}"),
        ("time / spacy convert (below 1.0)", f"{best['convert'] / best['spacy convert']:.2f}"),
        ("speed-up with 2 processes (at least 1.6)", f"{best['convert'] / best['2 processes']:.2f}"),
        ("peak memory of a tenth, MB", f"{tenth:.0f}"),
        ("peak memory, MB", f"{whole:.0f}"),
        ("ratio (at most 1.20)", f"{whole / tenth:.2f}"),
    ]


def convert_cables(raw: Path, output: Path, processes: int, rules: bool = True) -> int:
    """Converts cables, and returns how many tokens they have."""
    settings = ConversionSettings(rules=RULES if rules else "")
    report = convert([str(raw)], output, settings=settings, where=Where(processes=processes))
    return sum(part["tokens"] for part in report.data["partitions"].values())


def write_texts(folder: Path) -> Path:
    """Writes the converted cables as clean texts (whose file it returns), and as CoNLL columns for `spacy convert`."""
    vocab = spacy.blank("en").vocab
    path = folder / "texts.json"
    docs = [doc for name in PARTITIONS for doc in read_docs(folder / "out" / (name + ENDING), vocab)]
    path.write_text(json.dumps([doc.text for doc in docs]))
    with (folder / "cables.conll").open("w", encoding="utf8") as file:
        for doc in docs:
            for token in doc:
                if not token.is_space:
                    tag = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
                    file.write(f"{token.text} {tag}\n" + ("\n" if token.text in (".", "?", "!") else ""))
            file.write("\n")
    return path


def floor(texts: Path) -> None:
    """Does what no conversion can do without: tokenises the clean texts and stores the Docs, in files of the same size."""
    nlp = spacy.blank("en")
    docbin = DocBin(attrs=ATTRS)
    tokens = 0
    for text in json.loads(texts.read_text()):
        doc = nlp.make_doc(text)
        docbin.add(doc)
        tokens += len(doc)
        if tokens > _TOKENS_IN_A_FILE:
            docbin.to_disk(texts.with_suffix(ENDING))
            docbin, tokens = DocBin(attrs=ATTRS), 0
    docbin.to_disk(texts.with_suffix(ENDING))


def _spacy_convert(folder: Path) -> None:
    target = folder / "spacy"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    spacy_convert(folder / "cables.conll", target, converter="ner", n_sents=10, silent=True)
