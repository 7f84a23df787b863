"""`cable-ner inventory`, as a script."""

from cable_ner.cli import run

run("inventory")
