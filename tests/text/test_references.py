"""References: in every spelling of the lines that list them. All cables here are invented."""

import pytest

from cable_ner.text.header_text import header_texts
from cable_ner.text.reference_ids import Own
from cable_ner.text.references import read_references, split_references, united
from tests.helpers.cables import BODY, HEAD, cable_of

OWN = Own(2008, "TESTVILLE", 500)


def read(lines, own=OWN):
    (text,) = header_texts(cable_of(f"{HEAD}SUBJECT: A FAIR\n\n{lines}{BODY}").paragraphs)
    return read_references(text, own)


@pytest.mark.parametrize(
    ("lines", "references"),
    [
        ("REF: OTHERTOWN 12", ["08OTHERTOWN12"]),
        ("REF:OTHERTOWN 12", ["08OTHERTOWN12"]),
        ("Ref: Othertown 12", ["08OTHERTOWN12"]),
        ("REF: A. 07 OTHERTOWN 12, B. STATE 9", ["07OTHERTOWN12", "08STATE9"]),
        ("REF: A) STATE 12345 B) 06 OTHERTOWN 3456", ["08STATE12345", "06OTHERTOWN3456"]),
        ("REFS: (A) STATE 12345 (B) 2006 OTHERTOWN 3456", ["08STATE12345", "06OTHERTOWN3456"]),
        ("REFS: (A)STATE 012345, (B)STATE 073601, (C) OTHERTOWN\n5361", ["08STATE12345", "08STATE73601", "08OTHERTOWN5361"]),
        ("REFS:\n(A) 2005 STATE 1\n(B) 2004 STATE 2\n(C) MAP DOC.", ["05STATE1", "04STATE2", "MAP DOC"]),
        ("REFTEL: OTHERTOWN 12", ["08OTHERTOWN12"]),
        ("REFTELS: A) 2007 OTHERTOWN 1, B) OLD PORT 2, C)2007 PORT 3", ["07OTHERTOWN1", "08OLDPORT2", "07PORT3"]),
        ("REFERENCE: STATE 5", ["08STATE5"]),
        ("REF A LETTER OF THE BAKERS\nREF B SECSTATE 76", ["08STATE76"]),
        ("REF: REF (A) PORT 1 (B) PORT 2 (C) SECSTATE\n\n36633", ["08PORT1", "08PORT2", "08STATE36633"]),
        ("REF: A. PORT 1\n\n     B. PORT 2", ["08PORT1", "08PORT2"]),
        ("REF: A. PORT 1\nB PORT 2", ["08PORT1", "08PORT2"]),
        ("REF: A ) PORT 1690 ; B ) PORT 1544 ; C ) OTHERTOWN 2031", ["08PORT1690", "08PORT1544", "08OTHERTOWN2031"]),
        ("REF: A. PORT 1 B. PORT 2 D. PORT 4", ["08PORT1", "08PORT2", "08PORT4"]),
        ("REF: PORT 22 B. LONDON 3", ["08PORT22", "08LONDON3"]),
        ("REF: PORT 22, B. LONDON 3 C. ROME 4", ["08PORT22", "08LONDON3", "08ROME4"]),
        ("REF: LETTER OF JOHN B. SMITH", ["LETTER OF JOHN B. SMITH"]),
        ("REF: PORT 22\nOTHERTOWN FOR FODAG", ["08PORT22"]),
        ("REF: A. PORT 22\nB. STATE 9\nSTATE PASS TO USTR\nTESTVILLE ALSO FOR DAO", ["08PORT22", "08STATE9"]),
        ("REF: MILLER E-MAIL\nDEPT FOR EUR/WE", ["MILLER E-MAIL"]),
        ("REF: A. PORT 22\nB. EMBASSY\nDAILY REPORT FOR MAY 6", ["08PORT22", "EMBASSY DAILY REPORT FOR MAY 6"]),
        ("REF: 1) PORT 1 2) PORT 2", ["08PORT1", "08PORT2"]),
        ("REF: a) port 350 b) 05 state 220738", ["08PORT350", "05STATE220738"]),
        ("REF: A. A) PORT 1\nB. B) PORT 2", ["08PORT1", "08PORT2"]),
        ("REF: A. A: PORT 1 B. B: PORT 2 C. C: PORT 3", ["08PORT1", "08PORT2", "08PORT3"]),
        (
            "REF: A. (A) PORT DAILY REPORT FOR MAY 6\nB. 2008\nC. (B) PORT 2\nD. AND PREVIOUS",
            ["PORT DAILY REPORT FOR MAY 6 2008", "08PORT2"],
        ),
        ("REF: PORT 1; PORT 2;\n07 PORT 3 07 PORT 4", ["08PORT1", "08PORT2", "07PORT3", "07PORT4"]),
        ("REF: PORT 1, MILLER E-MAIL OF MAY 2", ["08PORT1"]),
        ("REF: PORT 1; MAY 2 MILLER-LEE TELCON", ["08PORT1", "MAY 2 MILLER-LEE TELCON"]),
        ("REF: A. MILLER/LEE E-MAIL\nOF 10/6 B. PORT 2", ["MILLER/LEE E-MAIL OF 10/6", "08PORT2"]),
        ("REF: a. Smith-Jones email", ["Smith-Jones email"]),
        ("REF: A) PORT 182 -- REQUEST TO RENEW\nAN AGREEMENT\nB) PORT 49 -- BREAD", ["08PORT182", "08PORT49"]),
        ("REF: A. PORT 1 (NOTAL) B. PORT 2 AND PREVIOUS", ["08PORT1", "08PORT2"]),
        ("REF: IIR 6 889 0272 08", ["IIR 6 889 0272 08"]),
        ("REF: A. TD-314/63777-05 B. OSC EUP20090329950015", ["TD-314/63777-05", "OSC EUP20090329950015"]),
        ("REF: PORT 1 Classified By: Ann Lee", ["08PORT1"]),
        ("REF: PORT 1\n(U) This cable is about bread 12.", ["08PORT1"]),
        ("REF: PORT 1\nDECL: 01/02/2018", ["08PORT1"]),
        ("REF: PORT 1\n-------\nSUMMARY\n-------", ["08PORT1"]),
        ("REF: PORT 1\nREF: PORT 2, PORT 1", ["08PORT1", "08PORT2"]),
        ("REF: PORT 1\n(B) PORT 2\n(C) PORT 3\n(D) PORT 4", ["08PORT1", "08PORT2", "08PORT3", "08PORT4"]),
        ("REF: NONE", []),
        ("REF: N/A", []),
        ("REFTEL", []),
        ("REF CORD (MILLER)", []),
        ("REFORM OF THE PORT 12", []),
    ],
)
def test_references_in_every_spelling(lines, references):
    assert read(lines) == references


def test_references_are_those_of_the_header_and_not_of_page_headers_in_it():
    furniture = "TESTVILLE 00000123  001.2 OF 003"
    source = f"{HEAD}SUBJECT: A FAIR\n\nREF: PORT 1\n\n{furniture}\n\nClassified By: Ann Lee\n\n1. (C) REF: PORT 9."
    (text, *_) = header_texts(cable_of(source).paragraphs)
    assert read_references(text, OWN) == ["08PORT1"]


def test_references_of_a_table_are_read_alike():
    assert split_references("66STATE1|66STATE2|PORT 3|MILLER LETTER", Own(1966)) == [
        "66STATE1", "66STATE2", "66PORT3", "MILLER LETTER",
    ]  # fmt: skip


def test_references_of_a_table_come_before_those_of_the_text_and_win():
    assert united(["07PORT1", "08STATE2"], ["08PORT1", "MILLER LETTER", "08STATE2"]) == [
        "07PORT1",
        "08STATE2",
        "MILLER LETTER",
    ]


@pytest.mark.parametrize("unit", ["REF: ", "REF: A. ", "A. B. ", "REF A ", "PORT 1 ", "(", "\n", "1 ", "REFS (A) PORT\n\n"])
def test_references_read_hostile_text(unit):
    read_references("REF: " + unit * (20_000 // len(unit)), OWN)
