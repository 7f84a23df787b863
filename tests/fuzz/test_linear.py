"""The time to read a cable and make its Docs grows with its size: ten times the text may take four times more a byte."""

import pytest

from tests.fuzz.linear import Case, cases, measure, timed

# What is quadratic takes ten times more a byte; what has to wait for another process is tried again.
GENEROUS = 4.0
TRIED = [
    "'[PER '", "'[PER x  ]'", "'[PER ['", "'[AB c  ]'", "'[[[['", "']]]]'", "'  ]'", "'( ( ('", "'\" \" \"'", "'xxxxxxxx'",
    "' '", "'http://a.b/'", "'¶1 . '", "'1. (C) x\\n\\n'", "'BARI 00000960 002 of 003 '", "<pre>, '<a <a <a'",
    "<pre>, '<!--'", "<pre>, '&#x&#x'", "<pre>, '&#x000A;'", "<pre>, '<pre><pre>'", "<pre>, '</pre><pre>'",
    "unclosed attribute", "table", "long annotation", "tagger's paragraphs",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in cases() if case.name in TRIED], ids=lambda case: case.name)
def test_linear_time_grows_with_the_size(case: Case) -> None:
    assert timed(case.source(15_000)).both < 5  # (or all that follows would take hours)
    for _ in range(4):
        measured = measure(case, (15_000, 150_000), tries=1)
        if max(measured.ratio(part) for part in ("read", "docs")) < GENEROUS:
            return
    pytest.fail(f"{measured.name}: {measured.taken}")
