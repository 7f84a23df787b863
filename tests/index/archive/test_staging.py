"""Cables as they come: kept until all are there, also when a process ends in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.archive.records import CableRecord, MentionRecord, ParagraphRecord
from cable_ner.index.archive.staging import Staging


def _record(name: str, *paragraphs: tuple[int, str], **meta: object) -> CableRecord:
    """Returns a cable of paragraphs: position, and text of which each word in capitals is an organisation."""
    made = []
    for position, text in paragraphs:
        starts = [at for at in range(len(text)) if text[at].isupper() and (at == 0 or text[at - 1] == " ")]
        mentions = [MentionRecord(at, end := at + len(text[at:].split()[0]), "ORG", text[at:end]) for at in starts]
        made.append(ParagraphRecord(position, "paragraph", position + 1, "", text, mentions))
    return CableRecord(name, dict(meta), made)


@pytest.fixture
def staging(tmp_path):
    found = Staging(tmp_path / "read.db")
    found.begin()
    yield found
    found.close()


def test_staging_keeps_a_cable_as_it_came(staging):
    record = _record("a.txt", (0, "UN met EU"), (1, "nobody"), date="2009-01-05")
    staging.add(record)
    assert staging.record(1) == record
    assert staging.forms == [("ORG", "UN"), ("ORG", "EU")]
    [here] = staging.cable_forms()
    assert here == (1, [0, 1], [1, 1], {})
    assert list(staging.cable_forms(2)) == []


def test_staging_puts_the_parts_of_a_cable_together_in_their_order(staging):
    for part in (_record("a.txt", (2, "EU")), _record("a.txt", (0, "UN"))):
        staging.add(part)
    assert [one.position for one in staging.record(1).paragraphs] == [0, 2]
    assert staging.repeated() == []
    [here] = staging.cable_forms()
    assert dict(zip(here.forms, here.mentions)) == {0: 1, 1: 1}


def test_staging_of_a_paragraph_that_comes_twice_keeps_the_first(staging):
    staging.add(_record("a.txt", (0, "UN"), date="2009"))
    staging.add(_record("a.txt", (0, "EU"), (1, "AU"), date="2010"))
    record = staging.record(1)
    assert ([one.text for one in record.paragraphs], record.meta) == (["UN", "AU"], {"date": "2009"})
    assert staging.repeated() == ["a.txt"]


def test_staging_knows_what_an_acronym_stands_for_where_it_is_explained(staging):
    staging.add(CableRecord("a.txt", {}, [ParagraphRecord(0, "", 1, "", "Red Cross (RC)", [
        MentionRecord(0, 9, "ORG", "Red Cross"), MentionRecord(11, 13, "ORG", "RC")])]))  # fmt: skip
    [here] = staging.cable_forms()
    assert here.acronyms == {1: 0}


def test_staging_orders_cables_by_date_those_without_last(staging):
    for name, date in (("c", ""), ("b", "2009-02-01"), ("a", "2009-02-01"), ("d", "2008")):
        staging.add(_record(name, (0, "x"), date=date))
    assert [staging.record(number).name for number in staging.by_date()] == ["a", "b", "c", "d"]
    assert staging.count() == 4
    assert len(staging.days()) == 5


def test_staging_takes_the_date_of_the_header_where_the_cable_says_none(staging):
    staging.add(CableRecord("a", {}, [ParagraphRecord(0, "transmission", None, "", "P 051200Z JAN 09", [])]))
    assert staging.days()[1] > 0


def test_staging_that_is_opened_again_has_what_was_committed(tmp_path):
    first = Staging(tmp_path / "read.db")
    first.begin()
    first.add(_record("a.txt", (0, "UN")))
    first.commit([("/a", "digest")])
    first.begin()
    first.add(_record("b.txt", (0, "EU")))
    first.close()
    second = Staging(tmp_path / "read.db")
    assert (second.inputs(), second.count(), second.forms) == ([("/a", "digest")], 1, [("ORG", "UN")])
    second.clear()
    assert (second.inputs(), second.count(), second.forms) == ([], 0, [])
    second.close()


def test_staging_of_another_version_begins_anew(tmp_path, monkeypatch):
    first = Staging(tmp_path / "read.db")
    first.begin()
    first.add(_record("a.txt", (0, "UN")))
    first.commit([])
    first.close()
    monkeypatch.setattr("cable_ner.index.archive.staging._VERSION", 99)
    second = Staging(tmp_path / "read.db")
    assert second.count() == 0
    second.close()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.sampled_from(["UN", "EU met UN", "x"])), max_size=6))
def test_staging_counts_the_mentions_of_what_it_keeps(tmp_path_factory, parts):
    staging = Staging(tmp_path_factory.mktemp("staging") / "read.db")
    staging.begin()
    for name, position, text in parts:
        staging.add(_record(name, (position, text)))
    kept = [staging.record(number + 1) for number in range(staging.count())]
    mentions = sum(len(paragraph.mentions) for record in kept for paragraph in record.paragraphs)
    assert sum(sum(here.mentions) for here in staging.cable_forms()) == mentions
    assert {(record.name, one.position) for record in kept for one in record.paragraphs} == {part[:2] for part in parts}
    staging.close()
