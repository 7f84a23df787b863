"""`cable-ner learning-curve`, as a script."""

from cable_ner.cli import run

run("learning-curve")
