"""Measure what the project promises. Every figure compares things that were run side by side, here and now."""

import json
import multiprocessing
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import spacy
import srsly
import typer
from spacy.cli.convert import convert as spacy_convert
from spacy.tokens import DocBin
from tqdm import tqdm
from wasabi import msg

from cable_ner.conversion import Settings, convert
from cable_ner.markup import TRANSMISSION, parse
from cable_ner.shards import ATTRS, ENDING, read_docs
from cable_ner.sources import Source, sources
from cable_ner.spacing import restore
from cable_ner.split import PARTITIONS, unit

app = typer.Typer(help=__doc__, no_args_is_help=True)
ROOT = Path(__file__).parents[1]


class Measured(NamedTuple):
    """What a function returned in a process of its own, its seconds, and the process's peak memory in MB."""

    result: Any
    seconds: float
    megabytes: float


def measure(function: Callable, *args: Any) -> Measured:
    """Returns what a function of this module does in a fresh process, so that no run warms the next one's caches."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, function, args).result()


def _measured(function: Callable, args: tuple) -> Measured:
    start = time.perf_counter()
    result = function(*args)
    seconds = time.perf_counter() - start
    # Not getrusage: its peak includes that of the process this one was forked from.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return Measured(result, seconds, int(peak[1]) / 1024 if peak else float("nan"))


def table(header: tuple[str, ...], rows: list[tuple], path: Path | None) -> None:
    """Prints a table, and writes it as JSON if a path is given."""
    aligns = ("l", *["r"] * (len(header) - 1))
    msg.table([tuple(map(str, row)) for row in rows], header=header, aligns=aligns, divider=True)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(path, [dict(zip(header, row)) for row in rows])


# -- spacing -------------------------------------------------------------------------------------


@app.command("spacing")
def bench_spacing(
    spaced: Annotated[Path, typer.Argument(help="Cables in token spacing")] = ROOT / "corpus" / "gold" / "test",
    natural: Annotated[Path, typer.Argument(help="The same cables as people have them, under the same names")] = ROOT
    / "corpus"
    / "natural",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Share of gaps restored as they were, beside sacremoses' detokenizer over whole paragraphs."""
    from sacremoses import MosesDetokenizer

    moses = MosesDetokenizer(lang="en")
    ways: dict[str, Callable[[str], str]] = {
        "cable_ner.spacing": restore,
        "sacremoses": lambda text: moses.detokenize(text.split(), unescape=False),
    }
    right, seconds, total = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0.0), 0
    for path in tqdm(sorted(natural.glob("*.txt")), disable=None):
        texts = [p.text for p in parse((spaced / path.name).read_bytes(), path.name).paragraphs if p.zone != TRANSMISSION]
        truth = _spaces("\n".join(p.text for p in parse(path.read_bytes(), path.name).paragraphs))
        before = _spaces("\n".join(texts))
        if [char for char, _ in truth] != [char for char, _ in before]:
            msg.fail(f"{path.name} does not have the text of {spaced / path.name}", exits=1)
        total += sum(space for _, space in before)
        for name, way in ways.items():
            start = time.perf_counter()
            natural_texts = list(map(way, texts))
            seconds[name] += time.perf_counter() - start
            restored = _spaces("\n".join(natural_texts))
            same = [char for char, _ in restored] == [char for char, _ in truth]
            right[name] += sum(b[1] and r[1] == t[1] for b, r, t in zip(before, restored, truth)) if same else 0
    rows = [(name, total, f"{right[name] / total:.4%}", f"{total / seconds[name]:,.0f}") for name in ways]
    table(("", "gaps", "right", "gaps per second"), rows, output)


def _spaces(text: str) -> list[tuple[str, bool]]:
    """Returns every character that is no white space, and whether white space stands before it."""
    return [(char, bool(space)) for space, char in re.findall(r"(\s*)(\S)", text)]


# -- conversion ----------------------------------------------------------------------------------


@app.command("convert")
def bench_convert(
    raw: Annotated[Path, typer.Argument(help="Folder of annotated cables")],
    cables: Annotated[
        int, typer.Option(help="How many to convert; copies are made of those there are, each perturbed")
    ] = 4000,
    repeats: Annotated[int, typer.Option(help="Each is run so often; the fastest counts")] = 2,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Conversion beside its floor (make_doc and DocBin on clean text) and `spacy convert`; processes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _perturbed_copies(raw, folder / "cables", cables)
        _perturbed_copies(raw, folder / "tenth", max(cables // 10, 1))
        size = sum(path.stat().st_size for path in (folder / "cables").iterdir())
        tokens = _convert(folder / "cables", folder / "out", 1)
        texts = _write_texts(folder)
        todo: dict[str, tuple] = {
            "convert": (_convert, folder / "cables", folder / "out", 1),
            "without rules": (_convert, folder / "cables", folder / "out", 1, False),
            "floor": (_floor, texts),
            "spacy convert": (_spacy_convert, folder),
            "2 processes": (_convert, folder / "cables", folder / "out2", 2),
        }
        runs: dict[str, list[Measured]] = {key: [] for key in todo}
        for _ in tqdm(range(repeats), desc="Repeats", disable=None):
            for key, (function, *args) in todo.items():
                runs[key].append(measure(function, *args))
        best = {key: min(run.seconds for run in values) for key, values in runs.items()}
        tenth = measure(_convert, folder / "tenth", folder / "out10", 1).megabytes
        whole = max(run.megabytes for run in runs["convert"])
    rows = [
        ("cables", f"{cables:,}"),
        ("tokens", f"{tokens:,}"),
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
    table(("", "figure"), rows, output)


def _perturbed_copies(raw: Path, folder: Path, count: int) -> None:
    """Writes `count` cables: those there are, then copies with another number and some other words."""
    originals = [source.read().decode("utf8", "replace") for source in sources([str(raw)]) if isinstance(source, Source)]
    folder.mkdir()
    for index in range(count):
        text = originals[index % len(originals)]
        if round_ := index // len(originals):
            text = re.sub(r"(?<![\d/])\d{6}(?!\d)", lambda match: f"{(int(match[0]) + 7919 * round_) % 10**6:06d}", text)
            text = re.sub(r"\b[a-z]{7,}\b", lambda match: _other_word(match[0], round_), text)
        (folder / f"{index:06d}.txt").write_text(text, encoding="utf8")


def _other_word(word: str, round_: int) -> str:
    return word if unit(word, round_) > 0.05 else f"{word[:3]}{chr(97 + round_ % 26)}{word[3:]}"


def _convert(raw: Path, output: Path, processes: int, rules: bool = True) -> int:
    settings = Settings(rules=str(ROOT / "configs" / "silver.yml") if rules else "")
    report = convert([str(raw)], output, settings=settings, processes=processes)
    return sum(part["tokens"] for part in report.data["partitions"].values())


def _write_texts(folder: Path) -> Path:
    """Writes the converted cables as clean texts, and as CoNLL columns for `spacy convert`."""
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


def _floor(texts: Path) -> None:
    """What no conversion can do without: tokenise the clean texts and store the Docs, in files of the same size."""
    nlp = spacy.blank("en")
    docbin = DocBin(attrs=ATTRS)
    tokens = 0
    for text in json.loads(texts.read_text()):
        doc = nlp.make_doc(text)
        docbin.add(doc)
        tokens += len(doc)
        if tokens > 400_000:
            docbin.to_disk(texts.with_suffix(ENDING))
            docbin, tokens = DocBin(attrs=ATTRS), 0
    docbin.to_disk(texts.with_suffix(ENDING))


def _spacy_convert(folder: Path) -> None:
    target = folder / "spacy"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    spacy_convert(folder / "cables.conll", target, converter="ner", n_sents=10, silent=True)


if __name__ == "__main__":
    app()
