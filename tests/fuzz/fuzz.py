"""Fuzz the reading, spacing, tagging and export of cables for as long as one likes, guided by coverage (atheris)."""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from wasabi import msg

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("markup", "spacing", "html", "bare", "structured", "export")
ALL = "all"
_PULSE = re.compile(r"^#(\d+)\t.* cov: (\d+) ft: (\d+)", re.M)
_DONE = re.compile(r"^Done (\d+) runs in (\d+) second", re.M)


class Outcome(NamedTuple):
    """What one target's run came to; `findings` are the files, `broken` is the fuzzer's last line if it broke off."""

    name: str
    inputs: int
    seconds: float
    covered: int
    features: int
    findings: list[Path]
    broken: str


def main(
    seconds: Annotated[int, typer.Option(help="Time to fuzz in all", min=1)] = 600,
    target: Annotated[str, typer.Option(help=f"{', '.join(NAMES)} or {ALL}, one after the other")] = ALL,
    corpus: Annotated[Path, typer.Option(help="Folder of inputs that is added to, and begun with the next time")] = ROOT
    / "build"
    / "fuzz",
    hang: Annotated[float, typer.Option(help="Seconds for a megabyte from which an input is a finding")] = 100.0,
    reproduce: Annotated[Path | None, typer.Option(help="Run this finding of --target once, with a traceback")] = None,
) -> None:
    """Fuzz, and tell what was found; exit status 1 if anything was. What is found is in CORPUS/findings."""
    if target not in (*NAMES, ALL) or (reproduce and target == ALL):
        msg.fail(f"--target {target} is none of {', '.join(NAMES)}", exits=1)
    if reproduce:
        run_once(target, reproduce, hang)
        return
    names = NAMES if target == ALL else (target,)
    outcomes = []
    try:
        for name in names:
            outcomes.append(fuzz(name, corpus, max(seconds // len(names), 1), hang))
    except KeyboardInterrupt:
        msg.warn("Stopped; what was run before is told")
    tell(outcomes)
    raise typer.Exit(bool(any(outcome.findings or outcome.broken for outcome in outcomes)))


def run_once(name: str, path: Path, hang: float) -> None:
    """Runs a target on a finding, which raises what it raised."""
    from targets import TARGETS, within

    within(hang, TARGETS[name], path.read_bytes())
    msg.good(f"{path}: {name} finds nothing wrong any more")


def fuzz(name: str, corpus: Path, seconds: int, hang: float) -> Outcome:
    """Fuzzes a target in a process of its own, and returns what came of it."""
    inputs, findings = corpus / name, corpus / "findings"
    for folder in (inputs, findings):
        folder.mkdir(parents=True, exist_ok=True)
    for old in findings.glob(f"{name}-*"):
        old.unlink()
    start = time.monotonic()
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        arguments = [f"-max_total_time={seconds}", "-timeout=120", f"-artifact_prefix={findings}/{name}-broke-"]
        command = [sys.executable, HERE / "targets.py", name, inputs, findings, str(hang), *arguments]
        ended = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
        log.seek(0)
        text = log.read()
    pulses, done = _PULSE.findall(text), _DONE.findall(text)
    count, covered, features = map(int, pulses[-1]) if pulses else (0, 0, 0)
    return Outcome(
        name,
        int(done[-1][0]) if done else count,
        time.monotonic() - start,
        covered,
        features,
        sorted(path for path in findings.glob(f"{name}-*") if path.suffix != ".json"),
        "" if ended.returncode == 0 else (text.strip().splitlines() or ["no message"])[-1],
    )


def tell(outcomes: list[Outcome]) -> None:
    """Prints a row for each target, and a line for each finding that says how to see it again."""
    rows = [
        (
            outcome.name,
            f"{outcome.inputs:,}",
            f"{outcome.inputs / max(outcome.seconds, 1):,.0f}",
            f"{outcome.covered:,}",
            f"{outcome.features:,}",
            len(outcome.findings),
        )
        for outcome in outcomes
    ]
    header = ("target", "inputs", "inputs/s", "branches", "features", "findings")
    msg.table(rows, header=header, divider=True, aligns=("l", *"rrrrr"))
    for outcome in outcomes:
        if outcome.broken:
            msg.fail(f"{outcome.name} broke off: {outcome.broken}")
        for path in outcome.findings:
            about = path.with_name(path.name + ".json")
            said = json.loads(about.read_text()) if about.exists() else {"key": "the process ended", "message": ""}
            again = f"{sys.executable} {Path(sys.argv[0])} --target {outcome.name} --reproduce {path}"
            msg.fail(f"{said['key']}: {said['message']}", f"{path.stat().st_size} bytes; {again}")
    total = sum(len(outcome.findings) for outcome in outcomes)
    if outcomes and not total and not any(outcome.broken for outcome in outcomes):
        msg.good(f"{sum(outcome.inputs for outcome in outcomes):,} inputs, and nothing found")


if __name__ == "__main__":
    typer.run(main)
