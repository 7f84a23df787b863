"""`cable-ner index`, as a script."""

from cable_ner.cli import run

run("index")
