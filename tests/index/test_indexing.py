"""Counts worked out by hand, and the laws of the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.indexing import make_index
from cable_ner.index.mentions import MentionRow
from cable_ner.index.tables import figures
from cable_ner.index.tally import Tally
from tests.helpers.index import groups, indexed


def test_entities_counts_by_hand():
    found = indexed(
        ("c1", "2008-03-01 10:00", "PER", "Ann Millbrook"),
        ("c1", "2008-03-01 10:00", "PER", "Millbrook"),
        ("c1", "2008-03-01 10:00", "PER", "Millbrook"),
        ("c1", "2008-03-01 10:00", "LOC", "Bern"),
        ("c2", "2007-05-02 10:00", "PER", "ANN MILLBROOK"),
        ("c2", "2007-05-02 10:00", "LOC", "BERN"),
        ("c2", "2007-05-02 10:00", "LOC", "Bern"),
        ("c3", "no date", "LOC", "Bern's"),
        ("c4", "", "ORG", "Embassy Bern"),
    )
    assert groups(found) == [
        (
            "PER", "Ann Millbrook", 4, 2, "2007-05-02", "2008-03-01",
            [
                ("Millbrook", 2, 1, "2008-03-01", "2008-03-01"),
                ("ANN MILLBROOK", 1, 1, "2007-05-02", "2007-05-02"),
                ("Ann Millbrook", 1, 1, "2008-03-01", "2008-03-01"),
            ],
        ),
        ("ORG", "Embassy Bern", 1, 1, "", "", [("Embassy Bern", 1, 1, "", "")]),
        (
            "LOC", "Bern", 4, 3, "2007-05-02", "2008-03-01",
            [
                ("Bern", 2, 2, "2007-05-02", "2008-03-01"),
                ("BERN", 1, 1, "2007-05-02", "2007-05-02"),
                ("Bern's", 1, 1, "", ""),
            ],
        ),
    ]  # fmt: skip
    assert figures(found) == {
        "mentions": 9,
        "cables": 4,
        "cables_with_a_date": 2,
        "dates_not_read": {"c3": "no date"},
        "cables_in_several_inputs": [],
        "names": 3,
        "labels": {
            "PER": {"names": 1, "mentions": 4},
            "ORG": {"names": 1, "mentions": 1},
            "LOC": {"names": 1, "mentions": 4},
        },
    }


def test_entities_a_form_may_be_of_two_groups():
    found = indexed(("c", "", "PER", "Ann Lee"), ("c", "", "PER", "Lee"), ("d", "", "PER", "Lee"), ("d", "", "PER", "Lee"))
    assert [(group.total.text, group.total.mentions, [entry[:3] for entry in group.variants]) for group in found.groups] == [
        ("Ann Lee", 2, [("Ann Lee", 1, 1), ("Lee", 1, 1)]),
        ("Lee", 2, [("Lee", 2, 1)]),
    ]


def test_entities_a_readable_date_wins_over_one_that_is_none():
    found = indexed(("c", "soon", "LOC", "Bern"), ("c", "2008-01-01", "LOC", "Bern"))
    assert (found.unread, found.dated, found.groups[0].total.first) == ({}, 1, "2008-01-01")


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        (["BERN", "BERN", "Bern"], "Bern"),
        (["NATO", "NATO", "Nato"], "NATO"),
        (["U.S.", "U.S.", "United States"], "U.S."),
        (["Libya's", "Libya's", "LIBYA"], "LIBYA"),
        (["army", "army", "Army"], "Army"),
    ],
)
def test_entities_name_of_a_group(forms, name):
    label = "ORG" if name in ("NATO", "Army") else "LOC"
    assert [group.total.text for group in indexed(*(("c", "", label, form) for form in forms)).groups] == [name]


@pytest.mark.parametrize(
    ("place", "start", "joined"),
    [("0", 42, True), ("0", 43, True), ("0", 40, False), ("0", 60, False), ("1", 42, False), (None, 42, False)],
)
def test_entities_acronym_behind_its_name(place, start, joined):
    full = "International Committee of the Red Cross"
    found = indexed(
        ("c", "", "ORG", full, "0", 0, 40), ("c", "", "ORG", "ICRC", place, start, start + 4), ("d", "", "ORG", "ICRC")
    )
    assert [group.total[:3] for group in found.groups] == (
        [(full, 2, 1), ("ICRC", 1, 1)] if joined else [("ICRC", 2, 2), (full, 1, 1)]
    )


def test_entities_acronym_with_two_meanings_in_one_cable_has_none():
    rows = [("Government of Peru", 0), ("GOP", 20), ("Government of Portugal", 30), ("GOP", 54)]
    found = indexed(*(("c", "", "ORG", text, "0", start, start + len(text)) for text, start in rows))
    assert [group.total[:2] for group in found.groups] == [
        ("GOP", 2),
        ("Government of Peru", 1),
        ("Government of Portugal", 1),
    ]


def test_entities_repeated_cables():
    tally = Tally()
    tally.add([MentionRow("c", "", "LOC", "Bern"), MentionRow("d", "", "LOC", "Bern")])
    tally.add([MentionRow("d", "", "LOC", "Bern")])
    assert make_index(tally).repeated == ["d"]
    assert make_index(tally).groups[0].total[:3] == ("Bern", 3, 2)


_FORMS = st.sampled_from("Ann Lee,Lee,Ann,BERN,Bern,Bern's,Musa Kusa,Moussa Koussa,Kusa,xxxx".split(","))
_MENTIONS = st.lists(
    st.tuples(st.sampled_from("cde"), st.sampled_from(["2008-01-01", "", "x"]), st.sampled_from(["PER", "LOC"]), _FORMS)
)


@given(_MENTIONS.filter(bool), st.randoms())
def test_entities_laws(rows, random):
    found = indexed(*rows)
    assert sum(group.total.mentions for group in found.groups) == len(rows) == found.mentions
    for group in found.groups:
        assert group.total.mentions == sum(entry.mentions for entry in group.variants)
        assert (
            max(entry.cables for entry in group.variants)
            <= group.total.cables
            <= sum(entry.cables for entry in group.variants)
        )
        assert group.total.text in {entry.text for entry in group.variants}
    assert len({(group.label, group.total.text) for group in found.groups}) == len(found.groups)
    assert groups(indexed(*random.sample(rows, len(rows)))) == groups(found)
