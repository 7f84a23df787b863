"""Measure a model in a process of its own: `python -m cable_ner.training.runs TASK.json RESULT.json`."""

import sys
from pathlib import Path

import srsly

from .measuring import measure


def main(task: Path, result: Path) -> None:
    """Measures what one JSON file asks for, and writes the figures to the other."""
    asked = srsly.read_json(task)
    code = Path(asked["code"]) if asked["code"] else None
    srsly.write_json(result, measure(Path(asked["model"]), Path(asked["test"]), code=code, wide=asked["wide"]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
