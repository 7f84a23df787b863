"""`cable-ner pretrain`, as a script."""

from cable_ner.cli import run

run("pretrain")
