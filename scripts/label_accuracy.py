"""`cable-ner labels`, as a script."""

from cable_ner.cli import run

run("labels")
