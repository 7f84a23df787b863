"""`cable-ner teach`, as a script."""

from cable_ner.cli import run

if __name__ == "__main__":
    run("teach")
