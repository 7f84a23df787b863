"""When a cable is to be declassified: in every spelling of the line. All dates here are invented."""

import pytest

from cable_ner.text.declassified import read_declassify_on


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("E.O. 12958: DECL: 01/12/2019", "2019-01-12"),
        ("EO 12958 DECL: 1/2/19", "2019-01-02"),
        ("E.O. 12958: DECL: 2019/02/09", "2019-02-09"),
        ("E.O. 12958: DECL: 2019-02-09", "2019-02-09"),
        ("E.O. 12958: DECL: 2019/2/9", "2019-02-09"),
        ("E.O. 12958: DECL: 25/12/2019", "2019-12-25"),
        ("E.O. 12958: DECL: 12 JAN 2019", "2019-01-12"),
        ("E.O. 12958: DECL: January 12, 2019", "2019-01-12"),
        ("E.O. 12958: DECL: 21-JUNE-19", "2019-06-21"),
        ("E.o. 12958: decl: 12/10/2019", "2019-12-10"),
        ("E.O. 12958: DECLl: 12/10/2019 TAGS: PREL", "2019-12-10"),
        ("E.O. 12958: Declassify on 6/30/2018", "2018-06-30"),
        ("E.O. 12958: AS AMENDED; DECLASSIFIED JUNE 21, 2006", "2006-06-21"),
        ("E.O. 12958: 12/10/2019", "2019-12-10"),
        ("DECL: 12/10/2019", "2019-12-10"),
        ("Declassify on: Source marked X1-human, 1999", "Source marked X1-human, 1999"),
        ("E.O. 12958: DECL: AFTER KOREAN REUNIFICATION\nTAGS: PREL", "AFTER KOREAN REUNIFICATION"),
        ("E.O. 12356: DECL: OADR", "OADR"),
        ("E.O. 12356: DECL:OADR SUBJECT: BREAD", "OADR"),
        ("E.O. 12958: DECL: X1", "X1"),
        ("E.O. 11652: GDS", "GDS"),
        ("E.O. 11652: XGDS-1", "XGDS-1"),
        ("E.O. 12958: DECL: 02/30/2019", "02/30/2019"),
        ("E.O. 12958: DECL: 99/99/2019", "99/99/2019"),
        ("E.O. 12958: DECL:\nTAGS: PREL", ""),
        ("E.O. 12958: N/A", ""),
        ("E.O. 12958: DECL: N/A", ""),
        ("E.O. 12958: N/A\nSUBJECT: BAKERS DECLARE 1/2/2003", ""),
        ("BAKERS DECLINE: 1/2/2003", ""),
        ("", ""),
    ],
)
def test_declassified_in_every_spelling(text, value):
    assert read_declassify_on(text) == value


@pytest.mark.parametrize("unit", ["DECL: ", "E.O. 12958: ", "E.O. 12958 x ", "1/", ":", "DECLASSIFY ON\n"])
def test_declassified_reads_hostile_text(unit):
    assert len(read_declassify_on("E.O. 12958: DECL: " + unit * (20_000 // len(unit)))) <= 100
