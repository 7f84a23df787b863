"""The entity index: dates, what is read, counts worked out by hand, and the files that are written."""

import csv
import datetime
import io
import json
import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Span

from cable_ner.files import new_docbin
from cable_ner.files.sheets import SheetError, unguarded
from cable_ner.index.entities import (
    MOST_GROUPS,
    Entry,
    Group,
    Index,
    Mention,
    Tally,
    as_json,
    day_of,
    docs_mentions,
    figures,
    groups_csv,
    is_docbin,
    make_index,
    read_mentions,
    render,
    sheet_files,
    variants_csv,
)

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=50)
HEADER = "cable,date,reference_id,index,paragraph,zone,start,end,text,label,score\n"


def sheet(tmp_path, *rows, header=HEADER):
    path = tmp_path / "mentions.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf8")
    return path


def indexed(*mentions):
    tally = Tally()
    tally.add(Mention(*mention) for mention in mentions)
    return make_index(tally)


def groups(found):
    return [(group.label, *group.total, [tuple(entry) for entry in group.variants]) for group in found.groups]


# -- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010-02-28 15:10", (2010, 2, 28)),
        ("2010-02-28", (2010, 2, 28)),
        ("2010-02-28T15:10:00Z", (2010, 2, 28)),
        ("281510Z FEB 10", (2010, 2, 28)),
        ("281510Z  Feb 10", (2010, 2, 28)),
        ("010000Z JUN 66", (1966, 6, 1)),
        ("1973 June 1, 00:00 (Friday)", (1973, 6, 1)),
        ("28 February 2010", (2010, 2, 28)),
        ("February 28, 2010", (2010, 2, 28)),
        (" 2010-02-28\n15:10 ", (2010, 2, 28)),
        ("2010-02-30 15:10", None),
        ("301510Z FEB 10", None),
        ("0000-01-01", None),
        ("281510Z FEB", None),
        ("28 Febulary 2010", None),
        ("02/28/2010", None),
        ("2010-02-28 tomorrow", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_entities_day_of(text, day):
    assert day_of(text) == (day and datetime.date(*day))


@LAW
@given(st.dates(datetime.date(1960, 1, 1), datetime.date(2059, 12, 31)))
def test_entities_day_of_date_time_group(day):
    assert day_of(f"{day:%d}1510Z {day:%b}".upper() + f" {day:%y}") == day == day_of(f"{day.isoformat()} 15:10")


# -- counts --------------------------------------------------------------------------------------


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
    tally.add([Mention("c", "", "LOC", "Bern"), Mention("d", "", "LOC", "Bern")])
    tally.add([Mention("d", "", "LOC", "Bern")])
    assert make_index(tally).repeated == ["d"]
    assert make_index(tally).groups[0].total[:3] == ("Bern", 3, 2)


_FORMS = st.sampled_from("Ann Lee,Lee,Ann,BERN,Bern,Bern's,Musa Kusa,Moussa Koussa,Kusa,xxxx".split(","))
_MENTIONS = st.lists(
    st.tuples(st.sampled_from("cde"), st.sampled_from(["2008-01-01", "", "x"]), st.sampled_from(["PER", "LOC"]), _FORMS)
)


@LAW
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


# -- reading -------------------------------------------------------------------------------------


def test_entities_read_mentions(tmp_path):
    path = sheet(
        tmp_path,
        'c1.txt,2008-01-01 10:00,08X1,4,2,paragraph,10,14,"Saif",PER,0.9',
        "c1.txt,2008-01-01 10:00,08X1,4,2,paragraph,,,'=Saif,PER,",
    )
    assert list(read_mentions(path)) == [
        Mention("c1.txt", "2008-01-01 10:00", "PER", "Saif", "4", 10, 14),
        Mention("c1.txt", "2008-01-01 10:00", "PER", "=Saif"),
    ]


def test_entities_read_mentions_in_any_order_of_columns_and_of_the_model_only(tmp_path):
    path = sheet(tmp_path, "model;Saif;;PER;c", "input;Saif al;;PER;c", header="by;text;date;label;cable\n")
    assert list(read_mentions(path)) == [Mention("c", "", "PER", "Saif")]


def test_entities_read_mentions_tells_all_that_is_wrong(tmp_path):
    path = sheet(tmp_path, "c,,,,,,,,,PER,", "c,,,,,,,,Saif,,", "c,,,,,,,,Saif,PER,", ",,,,,,,,Saif,PER,")
    with pytest.raises(SheetError) as caught:
        list(read_mentions(path))
    assert caught.value.problems == [
        f"{path}:2: has no text; write one there, or take the row out",
        f"{path}:3: has no label; write one there, or take the row out",
        f"{path}:5: has no cable; write one there, or take the row out",
    ]


def test_entities_sheet_files(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in sheet_files(tmp_path)] == ["a.csv", "b.csv"]
    with pytest.raises(FileNotFoundError, match="no mentions there; give what"):
        sheet_files(tmp_path / "none.csv")


def test_entities_of_docs(tmp_path):
    nlp = spacy.blank("en")
    header = nlp.make_doc("R 281510Z FEB 10 FM AMEMBASSY BERN")
    header.ents = [Span(header, 4, 6, "ORG")]
    header.user_data.update(cable="c1", index=0, zone="header")
    body = nlp.make_doc("Saif met Ann\nLee.")
    body.ents = [Span(body, 0, 1, "PER"), Span(body, 2, 5, "PER")]
    body.user_data.update(cable="c1", index=1, zone="paragraph")
    dated = nlp.make_doc("On 281510Z FEB 10 in Bern")
    dated.ents = [Span(dated, len(dated) - 1, len(dated), "LOC")]
    dated.user_data.update(cable="c2", index=0, zone="paragraph", date="2009-01-02 03:04")
    path = tmp_path / "train.spacy"
    new_docbin([header, body, dated]).to_disk(path)
    found = [mention for mention in docs_mentions(path, nlp.vocab) if mention.text]
    assert [
        (mention.cable, mention.date, mention.label, mention.text, mention.place, mention.start) for mention in found
    ] == [
        ("c1", "281510Z FEB 10", "ORG", header[4:6].text, "0", header[4].idx),
        ("c1", "", "PER", "Saif", "1", 0),
        ("c1", "", "PER", "Ann Lee", "1", 9),
        ("c2", "2009-01-02 03:04", "LOC", "Bern", "0", 21),
    ]
    tally = Tally()
    tally.add(docs_mentions(path, nlp.vocab))
    assert {group.total.text: group.total.first for group in make_index(tally).groups} == {
        header[4:6].text: "2010-02-28", "Saif": "2010-02-28", "Ann Lee": "2010-02-28", "Bern": "2009-01-02",
    }  # fmt: skip
    assert is_docbin(path)
    assert is_docbin(tmp_path)
    assert not is_docbin(tmp_path / "x.csv")


# -- what is written -----------------------------------------------------------------------------

NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></script><!--"


def test_entities_tables():
    found = indexed(
        ("c", "2008-01-02", "PER", "=Ann Millbrook"), ("c", "", "PER", "Millbrook"), ("c", "", "PER", "Millbrook")
    )
    rows = list(csv.DictReader(io.StringIO(groups_csv(found))))
    assert [{key: unguarded(value) for key, value in row.items()} for row in rows] == [
        {
            "label": "PER", "name": "=Ann Millbrook", "mentions": "3", "cables": "1", "first": "2008-01-02",
            "last": "2008-01-02", "variants": "Millbrook (2) | =Ann Millbrook (1)",
        }
    ]  # fmt: skip
    rows = list(csv.reader(io.StringIO(variants_csv(found))))
    assert rows[0] == ["label", "name", "variant", "mentions", "cables", "first", "last"]
    assert rows[2] == ["PER", "'=Ann Millbrook", "'=Ann Millbrook", "1", "1", "2008-01-02", "2008-01-02"]


def test_entities_json():
    found = json.loads(as_json(indexed(("c", "2008-01-02", "LOC", "Bern"))))
    of_name = {"mentions": 1, "cables": 1, "first": "2008-01-02", "last": "2008-01-02"}
    assert found["groups"] == [{"label": "LOC", "name": "Bern", **of_name, "variants": [{"text": "Bern", **of_name}]}]
    assert found["mentions"] == found["cables"] == found["names"] == 1


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


def test_entities_page_holds_what_was_counted():
    page = render(indexed(("c", "2008-01-02", "LOC", "Bern"), ("c", "", "LOC", "BERN"), ("c", "", "PER", "Ann")))
    assert data_of(page)["groups"] == [
        [1, "Bern", 2, 1, "2008-01-02", "2008-01-02", [["BERN", 1, 1], ["Bern", 1, 1]], 2],
        [0, "Ann", 1, 1, "2008-01-02", "2008-01-02", [["Ann", 1, 1]], 1],
    ]
    assert data_of(page)["labels"] == ["PER", "LOC"]
    lead = re.sub("<.*?>", "", re.search('<p class="lead">(.*?)</p>', page)[1])
    assert lead == "3 mentions of 2 names, in cables from 2008-01-02 to 2008-01-02."


def test_entities_page_is_escaped_and_cut():
    page = render(indexed(("c", "", NASTY, NASTY), ("c", "", "PER", "x" * 5000), ("c", "", "PER", "\x1b[31mred")))
    assert page.count("<script") == page.count("</script>") == 2
    assert "<img" not in page
    assert "\x1b" not in page
    assert "x" * 201 not in page
    assert max(len(group[1]) for group in data_of(page)["groups"]) == 200


def test_entities_page_has_the_most_frequent_of_very_many():
    many = [Group("PER", entry := Entry(f"name {n}", 1 + (n == 7), 1, "", ""), [entry]) for n in range(MOST_GROUPS + 5)]
    page = render(Index(many, MOST_GROUPS + 6, 1, 0))
    assert len(data_of(page)["groups"]) == MOST_GROUPS
    assert data_of(page)["groups"][0][1] == "name 7"
    assert f"The {MOST_GROUPS:,} most frequent names; entities.csv has all." in page
    assert page.count('<tr><th scope="row">') == 500


def test_entities_same_mentions_give_the_same_bytes():
    rows = [("c", "2008-01-02", "LOC", "Bern"), ("d", "2008-01-03", "PER", "Ann"), ("c", "", "ORG", "UN")]
    one, other = indexed(*rows), indexed(*reversed(rows))
    for made in (groups_csv, variants_csv, as_json, render):
        assert made(one) == made(other)
