"""`cable-ner evaluate`, as a script."""

from cable_ner.cli import run

run("evaluate")
