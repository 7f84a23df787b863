"""What goes over a cable's mentions takes time that grows with their number, and no faster."""

import pytest

from tests.fuzz.linear_mentions import PATHS, Sizes, measure

GENEROUS = 4.0  # (what is quadratic takes ten times more; what has to wait for another process is tried again)


@pytest.mark.slow
@pytest.mark.parametrize("is_one", [True, False], ids=["one paragraph", "many"])
@pytest.mark.parametrize("are_distinct", [True, False], ids=["names differ", "two names"])
@pytest.mark.parametrize("name", PATHS)
def test_linear_mentions_time_grows_with_their_number(name: str, is_one: bool, are_distinct: bool) -> None:
    for _ in range(4):
        taken = measure(name, [Sizes(number, is_one, are_distinct) for number in (800, 8000)], most=60.0)
        if len(taken.seconds) == 2 and taken.ratio < GENEROUS:
            return
    pytest.fail(str(taken))
