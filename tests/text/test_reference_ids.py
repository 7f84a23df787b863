"""Reference IDs: year, post and number in every spelling."""

import pytest

from cable_ner.text.reference_ids import Own, own_of, read_ids

OWN = Own(2009, "TESTVILLE", 500)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("TESTVILLE 123", ["09TESTVILLE123"]),
        ("TESTVILLE 00123", ["09TESTVILLE123"]),
        ("08 TESTVILLE 123", ["08TESTVILLE123"]),
        ("'08 TESTVILLE 123", ["08TESTVILLE123"]),
        ("(08) TESTVILLE 123", ["08TESTVILLE123"]),
        ("2008 TESTVILLE 123", ["08TESTVILLE123"]),
        ("98 TESTVILLE 123", ["98TESTVILLE123"]),
        ("08TESTVILLE 123", ["08TESTVILLE123"]),
        ("08TESTVILLE0123", ["08TESTVILLE123"]),
        ("TESTVILLE123", ["09TESTVILLE123"]),
        ("TESTVILLE 123 (08)", ["08TESTVILLE123"]),
        ("TESTVILLE 123 2008", ["08TESTVILLE123"]),
        ("OLD PORT 12 (08) TESTVILLE 13", ["09OLDPORT12", "08TESTVILLE13"]),
        ("OLD PORT 25 07 TESTVILLE 13", ["09OLDPORT25", "07TESTVILLE13"]),
        ("PORT-AU-BREAD 7", ["09PORTAUBREAD7"]),
        ("PORT OF SPAIN 7, 08 PORT OF SPAIN 8", ["09PORTOFSPAIN7", "08PORTOFSPAIN8"]),
        ("ST. BREAD 7", ["09STBREAD7"]),
        ("AMEMBASSY TESTVILLE 7", ["09TESTVILLE7"]),
        ("SECSTATE 7", ["09STATE7"]),
        ("TESTVILLE 1 TESTVILLE 2", ["09TESTVILLE1", "09TESTVILLE2"]),
        ("STATE 12345, 12346 AND 12347", ["09STATE12345", "09STATE12346", "09STATE12347"]),
        ("08 PORT 1807 AND 08 PORT 0075", ["08PORT1807", "08PORT75"]),
        ("TESTVILLE 1 (NOTAL) (EXDIS), PORT 2", ["09TESTVILLE1", "09PORT2"]),
        ("TESTVILLE 1: PORT 2: PORT 3", ["09TESTVILLE1", "09PORT2", "09PORT3"]),
        ("OLD\nPORT 12", ["09OLDPORT12"]),
        ("TESTVILLE 330--05/DEC/2008", ["09TESTVILLE330"]),
        ("TESTVILLE 510", ["09TESTVILLE510"]),
        ("TESTVILLE 3511", ["08TESTVILLE3511"]),
        ("PORT 3511", ["09PORT3511"]),
        ("MAY 12", []),
        ("12 AUGUST 2008", []),
        ("PORT DAILY 12", []),
        ("IIR 6 926 0058 09", []),
        ("DAO PORT IIR 6 889", []),
        ("PORT 12/14/07", []),
        ("PORT 271227Z", []),
        ("PORT U-0011-06", []),
        ("PORT 1234567", []),
        ("", []),
    ],
)
def test_reference_ids_in_every_spelling(text, ids):
    assert read_ids(text, OWN)[0] == ids


def test_reference_ids_without_a_known_year_are_post_and_number():
    assert read_ids("OLD PORT 0012, 07 PORT 1", Own()) == (["OLD PORT 12", "07PORT1"], 24)


def test_reference_ids_end_where_something_else_begins():
    assert read_ids("PORT 12 PLEASE SEE", OWN) == (["09PORT12"], 7)


def test_reference_ids_own_has_the_post_in_letters():
    assert own_of({"post": "OLD PORT", "number": 12}, 2009) == Own(2009, "OLDPORT", 12)
    assert own_of({}, 0) == Own()
