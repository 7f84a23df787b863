"""`cable-ner retrain`, as a script."""

from cable_ner.cli import run

run("retrain")
