"""`cable-ner train`, as a script."""

from cable_ner.cli import run

run("train")
