"""What goes over a cable's mentions takes time that grows with their number, and no faster."""

import pytest

from tests.fuzz.linear_mentions import KINDS, measure
from tests.fuzz.many_mentions import Names, Sizes

GENEROUS = 4.0  # (what is quadratic takes ten times more; what has to wait for another process is tried again)


@pytest.mark.slow
@pytest.mark.parametrize(("is_one", "names", "name"), [(*kind, name) for kind, names in KINDS.items() for name in names])
def test_linear_mentions_time_grows_with_their_number(is_one: bool, names: Names, name: str) -> None:
    for _ in range(4):
        taken = measure(name, [Sizes(number, is_one, names) for number in (800, 8000)], most=60.0)
        if len(taken.seconds) == 2 and taken.ratio < GENEROUS:
            return
    pytest.fail(str(taken))
