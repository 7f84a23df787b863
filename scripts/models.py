"""`cable-ner models`, as a script."""

from cable_ner.cli import run

run("models")
