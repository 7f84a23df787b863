"""Train, evaluate and retrain named entity models on annotated diplomatic cables."""

import sys

__version__ = "0.1.0"

# weasel compares all bytes below the folders that a command depends on, so compiled files beside the source would look like
# edits. `make install` sends them to .venv; any other way of running writes none.
if sys.pycache_prefix is None:
    sys.dont_write_bytecode = True
