"""Decisions about places that overlap: the later one holds, by the naive definition."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import digest
from cable_ner.labels import PlaceDecision
from cable_ner.labels.corrections import Corrections
from cable_ner.text import Paragraph

TEXT = "Ann Lee met Bob Stone."
PLACES = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda at: (at[0], min(at[0] + at[1], len(TEXT))))


@given(st.lists(PLACES, max_size=8))
def test_corrections_the_later_of_two_places_holds_at_each_character(places):
    decisions = [PlaceDecision.of(digest(TEXT), start, TEXT[start:end], []) for start, end in places]
    found = Corrections(decisions).at(Paragraph(TEXT, [], "paragraph"))
    last = {start: number for number, (start, end) in enumerate(places) for start in [(start, end)]}
    holds = [
        max((number for (start, end), number in last.items() if start <= at < end), default=None) for at in range(len(TEXT))
    ]
    assert [next((places.index((p.start, p.end)) for p, s, e in found if s <= at < e), None) for at in range(len(TEXT))] == [
        None if number is None else places.index(places[number]) for number in holds
    ]
    assert found == sorted(found, key=lambda item: item[1])
    assert all(one[2] <= other[1] for one, other in zip(found, found[1:]))
