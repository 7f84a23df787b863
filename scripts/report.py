"""`cable-ner report`, as a script."""

from cable_ner.cli import run

run("report")
