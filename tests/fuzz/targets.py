"""What is fuzzed: functions of bytes, each of some laws; run as a program, one of them under atheris (libFuzzer).

An input that breaks a law, or takes too long, is made as small as can be had in a moment, and kept as a file; the fuzzer
goes on. Of findings that fail in the same place, the smallest is kept.
"""

import hashlib
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cable_ner"]):
    import cable_ner.tagging  # noqa: F401 - all that is instrumented is imported here

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.grammar import TOKENS, Case, hostile, known_cables
from tests.fuzz.laws import (
    LAWS,
    a_tagged_cable_stays_what_it_is,
    an_export_keeps_the_text,
    every_bracket_ends_somewhere,
    spacing_changes_white_space_only,
    the_text_is_preserved,
    what_was_put_in_comes_out,
)

LONGEST = 8_192  # bytes of an input
_STARTS = 0.5  # seconds that any input may take
_SHRINKING = 10.0  # seconds for one finding
_FINDINGS = 200  # of one run that are looked into


def markup(data: bytes) -> None:
    """The bytes as a file."""
    every_bracket_ends_somewhere(data)
    the_text_is_preserved(data)


def html(data: bytes) -> None:
    """The bytes inside of a page's block, where tags and entities are read."""
    markup(b"<html><code><pre>" + data + b"</pre></code>")


def spacing(data: bytes) -> None:
    """The bytes as a paragraph's text."""
    spacing_changes_white_space_only(data)


def bare(data: bytes) -> None:
    """The bytes as a file to be tagged."""
    a_tagged_cable_stays_what_it_is(data)


def export(data: bytes) -> None:
    """The bytes as a page's block that is converted, exported and converted again."""
    an_export_keeps_the_text(b"<code><pre>" + data + b"</pre></code>")


@settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(known_cables(), hostile()))
def _structured(case: Case | bytes) -> None:
    if isinstance(case, Case):
        what_was_put_in_comes_out(case)
    for law in LAWS:
        law(case.data if isinstance(case, Case) else case)


def structured(data: bytes) -> None:
    """The bytes as the choices that the grammar leaves open."""
    _structured.hypothesis.fuzz_one_input(data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (markup, spacing, html, bare, structured, export)
}


# -- seeds ---------------------------------------------------------------------------------------


def seeds(name: str, raw: Path) -> Iterator[bytes]:
    """Yields inputs for a target to begin with: parts of real cables, and cables of the grammar."""
    if name == "structured":
        for number in range(64):
            yield hashlib.shake_128(str(number).encode()).digest(1_024)
        return
    for path in sorted(raw.rglob("*.txt"))[:200]:
        data = path.read_bytes()
        yield data[:3_000]
        yield data[-1_500:]
    drawn: list[bytes] = []

    @settings(database=None, derandomize=True, deadline=None, max_examples=200, phases=[Phase.generate])
    @given(st.one_of(known_cables(), hostile()))
    def draw(case: Case | bytes) -> None:
        drawn.append((case.data if isinstance(case, Case) else case)[:LONGEST])

    draw()
    yield from drawn


def dictionary() -> str:
    """Returns the grammar's tokens as a dictionary of libFuzzer."""
    tokens = [token.encode() for token in TOKENS if len(token) < 60]
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in tokens)


# -- one input -----------------------------------------------------------------------------------


class TooSlow(AssertionError):
    """An input that takes longer than its size allows."""


def within(limit: float, target: Callable[[bytes], None], data: bytes) -> None:
    """Runs a target. Raises TooSlow if it takes more than `limit` seconds for a megabyte, and what the target raises."""
    allowed = _STARTS + limit * len(data) / 1e6

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {allowed:.1f} seconds for {len(data):,} bytes")

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, allowed)
    try:
        target(data)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def failure(limit: float, target: Callable[[bytes], None], data: bytes) -> tuple[str, str] | None:
    """Returns where and how a target fails on an input: what findings are told apart by, and the message."""
    try:
        within(limit, target, data)
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "hypothesis" not in frame.filename]
        ours = [frame for frame in frames if {"cable_ner", "fuzz"} & set(Path(frame.filename).parts)]
        place = "too slow" if isinstance(error, TooSlow) else f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
        return f"{type(error).__name__} {place}", str(error).split("\n")[0][:200]
    return None


def smaller(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Returns a part of the input that fails as well: whatever can be left out is, in ever smaller steps."""
    end, step = time.monotonic() + _SHRINKING, max(len(data) // 2, 1)
    while step and time.monotonic() < end:
        at, before = 0, len(data)
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + step :]
            if fails(shorter):
                data = shorter
            else:
                at += step
        step = step // 2 if len(data) == before or step > 1 else 1
    return data


# -- the fuzzer ----------------------------------------------------------------------------------


class Fuzzer:
    """Runs a target on one input after the other, and writes what it finds into a folder."""

    def __init__(self, name: str, folder: Path, limit: float):
        self.name, self.folder, self.limit = name, folder, limit
        self.target = TARGETS[name]
        self.found: dict[str, int] = {}  # size of the smallest input, by what failed
        self.looked_into = 0

    def __call__(self, data: bytes) -> None:
        """Runs the target, and keeps the input if it is a finding."""
        failed = failure(self.limit, self.target, data)
        if failed and self.looked_into < _FINDINGS and len(data) < self.found.get(failed[0], sys.maxsize):
            again = failure(self.limit, self.target, data)
            if again and again[0] == failed[0]:  # (what was slow once may have had to wait)
                self.keep(data, *failed)

    def keep(self, data: bytes, key: str, message: str) -> None:
        """Writes a finding, as small as it can be had, in place of a larger one that fails in the same place."""
        self.looked_into += 1
        if self.name != "structured":
            data = smaller(data, lambda part: (failure(self.limit, self.target, part) or ("",))[0] == key)
        if len(data) >= self.found.get(key, sys.maxsize):
            return
        self.found[key] = len(data)
        stem = f"{self.name}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
        (self.folder / stem).write_bytes(data)
        (self.folder / f"{stem}.json").write_text(json.dumps({"key": key, "message": message, "bytes": len(data)}) + "\n")


def main(name: str, inputs: str, findings: str, limit: str, *arguments: str) -> None:
    """Fuzzes one target, with libFuzzer's own arguments, from the inputs in a folder on; ends the process."""
    for data in seeds(name, Path(__file__).parents[2] / "corpus" / "raw"):
        (Path(inputs) / hashlib.sha256(data).hexdigest()[:40]).write_bytes(data)
    words = Path(inputs).parent / "dictionary"
    words.write_text(dictionary())
    options = [f"-max_len={LONGEST}", *[f"-dict={words}"] * (name != "structured"), *arguments, inputs]
    atheris.Setup([sys.argv[0], *options], Fuzzer(name, Path(findings), float(limit)))
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
