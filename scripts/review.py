"""`cable-ner review`, as a script."""

from cable_ner.cli import run

run("review")
