"""`cable-ner tag`, as a script."""

from cable_ner.cli import run

run("tag")
