"""`cable-ner bench`, as a script."""

from cable_ner.cli import run

run("bench")
