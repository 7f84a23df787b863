"""`cable-ner audit`, as a script."""

from cable_ner.cli import run

run("audit")
