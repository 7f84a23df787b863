"""`cable-ner vectors`, as a script."""

from cable_ner.cli import run

run("vectors")
