"""`cable-ner export`, as a script."""

from cable_ner.cli import run

run("export")
