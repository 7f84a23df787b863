"""`cable-ner bench`: the benchmarks, which are part of a checkout and not of what is installed."""

import sys
from importlib import import_module
from pathlib import Path

from .console import msg

CHECKOUT = Path(__file__).parents[3]

if not (CHECKOUT / "benchmarks").is_dir():
    msg.fail("the benchmarks are not installed; run this in a checkout of the project's repository", exits=1)
if str(CHECKOUT) not in sys.path:
    sys.path.append(str(CHECKOUT))

app = import_module("benchmarks.app").app
