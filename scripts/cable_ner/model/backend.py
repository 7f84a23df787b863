"""Matrix products by numpy's OpenBLAS: thinc uses them on a CPU once this module is imported.

thinc multiplies with the blis wheel; on the machines we measured, OpenBLAS is 1.4 to 2.9 times as fast on one core, with
the same scores. `python -m benchmarks train` gives the words per second of our models with either; where OpenBLAS does
not pay, set CABLE_NER_BLAS=blis. It runs on one thread, as blis does: with matrices as small as ours a second thread
mostly waits, and takes a core from other work. Set OPENBLAS_NUM_THREADS for more threads.
"""

import os

import thinc
from thinc.api import NumpyOps, get_current_ops, set_current_ops
from thinc.types import DeviceTypes
from threadpoolctl import threadpool_limits

SWITCH, THREADS = "CABLE_NER_BLAS", "OPENBLAS_NUM_THREADS"
OPENBLAS, BLIS = "openblas", "blis"


class OpenBlasOps(NumpyOps):
    """NumpyOps whose matrix products are numpy's own."""

    # thinc.api.get_ops("cpu") takes the last class registered under the name "numpy".
    name = "numpy"

    def __init__(self, device_type: DeviceTypes = "cpu", device_id: int = -1, *, use_blis: bool = False) -> None:
        super().__init__(device_type, device_id, use_blis=use_blis)


def choose() -> None:
    """Registers OpenBlasOps, on one thread, unless the environment asks for blis. Raises ValueError for anything else."""
    chosen = os.environ.get(SWITCH, OPENBLAS)
    if chosen not in (OPENBLAS, BLIS):
        raise ValueError(f"{SWITCH} is '{chosen}'; it must be {OPENBLAS} or {BLIS}")
    if chosen == OPENBLAS:
        thinc.registry.ops("cable_ner.OpenBlasOps.v1")(OpenBlasOps)
        # Ops stay what they were when first asked for, and importing or making anything may have asked.
        if type(get_current_ops()) is NumpyOps:
            set_current_ops(OpenBlasOps())
        if THREADS not in os.environ:
            threadpool_limits(1, user_api="blas")


choose()
