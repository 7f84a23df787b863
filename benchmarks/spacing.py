"""`spacing`: how many of the gaps between tokens are restored as they were, and how fast."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from wasabi import msg

from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from cable_ner.text import TRANSMISSION, parse, restore

_Spaces = list[tuple[str, bool]]  # characters that are not white space, and whether white space stands before each


def bench_spacing(
    spaced: Annotated[Path, typer.Argument(help="Cables in token spacing")] = ROOT / "corpus" / "gold" / "test",
    natural: Annotated[Path, typer.Argument(help="The same cables in natural spacing, with the same names")] = ROOT
    / "corpus"
    / "natural",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Share of gaps restored correctly, compared with sacremoses' detokenizer on whole paragraphs."""
    from sacremoses import MosesDetokenizer

    moses = MosesDetokenizer(lang="en")
    ways: dict[str, Callable[[str], str]] = {
        "cable_ner.text.spacing": restore,
        "sacremoses": lambda text: moses.detokenize(text.split(), unescape=False),
    }
    right, seconds, total = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0.0), 0
    paths = sorted(natural.glob("*.txt"))
    for path in paced(paths, "Cables", len(paths)):
        texts = [p.text for p in parse((spaced / path.name).read_bytes(), path.name).paragraphs if p.zone != TRANSMISSION]
        truth = _spaces("\n".join(p.text for p in parse(path.read_bytes(), path.name).paragraphs))
        before = _spaces("\n".join(texts))
        if not _same_text(truth, before):
            msg.fail(f"{path.name} does not have the same text as {spaced / path.name}", exits=1)
        total += sum(space for _, space in before)
        for name, way in ways.items():
            start = time.perf_counter()
            natural_texts = list(map(way, texts))
            seconds[name] += time.perf_counter() - start
            right[name] += _restored(before, _spaces("\n".join(natural_texts)), truth)
    rows = [(name, total, f"{right[name] / total:.4%}", f"{total / seconds[name]:,.0f}") for name in ways]
    table(("", "gaps", "right", "gaps per second"), rows, output)


def _spaces(text: str) -> _Spaces:
    return [(char, bool(space)) for space, char in re.findall(r"(\s*)(\S)", text)]


def _same_text(some: _Spaces, other: _Spaces) -> bool:
    return [char for char, _ in some] == [char for char, _ in other]


def _restored(before: _Spaces, restored: _Spaces, truth: _Spaces) -> int:
    """Returns how many of the gaps are as they should be: none if the text has changed."""
    if not _same_text(restored, truth):
        return 0
    return sum(b[1] and r[1] == t[1] for b, r, t in zip(before, restored, truth))
