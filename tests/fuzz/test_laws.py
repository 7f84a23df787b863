"""The laws over cables that are made up; `--slow` tries 200 times as many, and `fuzz.py` as many as one likes."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.grammar import hostile, known_cables
from tests.fuzz.laws import LAWS, what_was_put_in_comes_out

TRIED, TRIED_SLOWLY = 50, 200 * 50
CASES: dict[str, SearchStrategy[bytes]] = {"cables": known_cables().map(lambda case: case.data), "hostile": hostile()}


def holds(law: Callable, drawn: SearchStrategy, examples: int) -> None:
    """Runs a law over what is drawn."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    settings(max_examples=examples, suppress_health_check=checks)(given(drawn)(law))()


SIZES = pytest.mark.parametrize("examples", [TRIED, pytest.param(TRIED_SLOWLY, marks=pytest.mark.slow)])


@SIZES
def test_laws_what_was_put_in_comes_out(examples: int) -> None:
    holds(what_was_put_in_comes_out, known_cables(), examples)


@SIZES
@pytest.mark.parametrize("cases", CASES)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_hold(law: Callable[[bytes], None], cases: str, examples: int) -> None:
    holds(law, CASES[cases], examples)
