"""Events: what one scan of a source finds. All cables here are invented."""

import pytest

from cable_ner.text import Scheme
from cable_ner.text.brackets import bracket_cuts, scan
from cable_ner.text.events import BREAK, CLOSE, LOST, OPEN, TAG, TEXT
from cable_ner.text.markup import detect_markup


@pytest.mark.parametrize(
    ("source", "events"),
    [
        ("[PER Ann  ] met", [(OPEN, 0, 5, "PER"), (CLOSE, 8, 11, "")]),
        ("[PER Ann] met [NOTE x]", [(OPEN, 0, 5, "PER"), (CLOSE, 8, 9, ""), (TEXT, 22, 22, "")]),
        ("[PER Ann [x] Lee]", [(OPEN, 0, 5, "PER"), (CLOSE, 16, 17, "")]),
        ("[PER Ann\n[ORG UN]", [(OPEN, 0, 5, "PER"), (LOST, 9, 9, ""), (OPEN, 9, 14, "ORG"), (CLOSE, 16, 17, "")]),
        ("a\r\nb ¶2. c", [(TEXT, 1, 3, "\n"), (BREAK, 5, 6, "2")]),
        ("<b>&amp;<br>", [(TEXT, 0, 3, ""), (TEXT, 3, 8, "&"), (TEXT, 8, 12, "\n")]),
        ("<a href='/tag/prel_0.html'>", [(TAG, 0, 27, "PREL")]),
        ("<!-- [PER x  ] -->&unknown;", [(TEXT, 0, 18, "")]),
    ],
)
def test_events_of_a_scan(source, events):
    markup = detect_markup(source, Scheme())._replace(html="<" in source)
    assert scan(source, 0, len(source), markup) == events


def test_events_give_the_brackets_to_cut_out():
    source = "a [PER Ann [ORG UN  ]  ] b"
    events = scan(source, 0, len(source), detect_markup(source, Scheme()))
    assert bracket_cuts(events) == [(2, 7), (11, 16), (18, 21), (21, 24)]
