"""The garbage collector of a process that makes many objects and next to none in cycles, as converting and tagging do."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (200_000, 50, 100)  # saves a tenth of the time of a conversion


def collect_rarely() -> None:
    """Has this process look for cycles less often. An engine's initializer may call it: `engine_for` puts it back."""
    gc.set_threshold(*RARELY)


@contextmanager
def collecting_as_before() -> Iterator[None]:
    """Puts back at the end how often this process looks for cycles."""
    before = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*before)
