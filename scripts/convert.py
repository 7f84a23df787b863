"""`cable-ner convert`, as a script."""

from cable_ner.cli import run

run("convert")
