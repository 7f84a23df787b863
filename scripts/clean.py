"""`cable-ner clean`, as a script."""

from cable_ner.cli import run

run("clean")
