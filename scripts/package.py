"""`cable-ner package`, as a script."""

from cable_ner.cli import run

run("package")
