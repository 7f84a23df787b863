"""Matrix products by numpy's OpenBLAS: what thinc takes for a CPU once this module is imported.

thinc multiplies with the blis wheel; on the machines we measured, OpenBLAS is 1.4 to 2.9 times as fast on one core, with
the same scores. `scripts/benchmark.py train` gives the words per second of our models with either; where OpenBLAS does
not pay, set CABLE_NER_BLAS=blis.
"""

import os

import thinc
from thinc.api import NumpyOps
from thinc.types import DeviceTypes

SWITCH = "CABLE_NER_BLAS"
OPENBLAS, BLIS = "openblas", "blis"


class OpenBlasOps(NumpyOps):
    """NumpyOps whose matrix products are numpy's own."""

    # Of all registered under the name "numpy", thinc.api.get_ops("cpu") takes the last.
    name = "numpy"

    def __init__(self, device_type: DeviceTypes = "cpu", device_id: int = -1, *, use_blis: bool = False) -> None:
        super().__init__(device_type, device_id, use_blis=use_blis)


def choose() -> None:
    """Registers OpenBlasOps, unless the environment asks for blis. Raises ValueError if it asks for anything else."""
    chosen = os.environ.get(SWITCH, OPENBLAS)
    if chosen not in (OPENBLAS, BLIS):
        raise ValueError(f"{SWITCH} is '{chosen}'; it can be {OPENBLAS} or {BLIS}")
    if chosen == OPENBLAS:
        thinc.registry.ops("cable_ner.OpenBlasOps.v1", func=OpenBlasOps)


choose()
