"""Number line: post, number and section in the first line of a cable. All cables here are invented."""

import pytest

from tests.helpers.cables import BODY, HEAD, cable_of, kinds, page_of


@pytest.mark.parametrize(
    ("line", "post", "number"),
    [
        ("C O N F I D E N T I A L TESTVILLE 000123", "TESTVILLE", 123),
        ("S e c r e t testville 000123", "TESTVILLE", 123),
        ("Unclas Section 01 of 02 new testville 000123", "NEW TESTVILLE", 123),
        ("secret section 02 of 03 testville 001234", "TESTVILLE", 1234),
        ("UNCLAS AMEMBASSY TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS AMCONSUL NEW TESTVILLE 000123", "NEW TESTVILLE", 123),
        ("UNCLAS US EMBASSY TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS USEMB TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS AM EMBASSY TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS AMEMBASSY PORT OF SPAIN 000123", "PORT OF SPAIN", 123),
        ("UNCLAS EFTO TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS TESTVILLE 0000123", "TESTVILLE", 123),
        ("UNCLAS AIDAC TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS SENSITIVE TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS TESTVILLE000123", "TESTVILLE", 123),
        ("UNCLAS TESTVILLE 000123SIPDIS", "TESTVILLE", 123),
        ("UNCLAS NEW TESTVILLE-000123", "NEW TESTVILLE", 123),
        ("UNCLAS TESTVILLE 000123 SECTION 01 OF 02", "TESTVILLE", 123),
        ("UNCLAS//FOR OFFICIAL USE ONLY TESTVILLE 000123", "TESTVILLE", 123),
        ("CONFIDENTIAL NOFORN TESTVILLE 000123", "TESTVILLE", 123),
        ("SECRET//NOFORN USMISSION TESTVILLE 000123", "TESTVILLE", 123),
        ("LIMITED OFFICIAL USE TESTVILLE 01234", "TESTVILLE", 1234),
        ("CONFIDENTIAL EXDIS TESTVILLE 4567", "TESTVILLE", 4567),
        ("C O N F I D E N T I A L C O R R E C T E D C O P Y TESTVILLE 000123", "TESTVILLE", 123),
        ("SS E C R E T SECTION 01 OF 02 TESTVILLE 000123", "TESTVILLE", 123),
        ("E C R E T TESTVILLE 000123", "TESTVILLE", 123),
        ("CONFIDENTAIL TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLASS NEW TESTVILLE 000123", "NEW TESTVILLE", 123),
        ("O N F I D E N T I A L TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS\nTESTVILLE 000123", "TESTVILLE", 123),
        ("Friday, 24 April 2008, 09:01\nUNCLAS PORT-AU-TEST 000123", "PORT-AU-TEST", 123),
        ("TESTVILLE 000123", "TESTVILLE", 123),
        ("UNCLAS SECTION 01 OF 02 PORT OF SPAIN 000123", "PORT OF SPAIN", 123),
        ("C O N F I D E N T I A L PORT OF SPAIN 000123 SECTION 1 OF 3", "PORT OF SPAIN", 123),
    ],
)
def test_number_line_tells_post_and_number(line, post, number):
    meta = cable_of(f"{line}\n\nTAGS: PREL\nSUBJECT: A FAIR\n\nREF: STATE 123456{BODY}").meta
    assert (meta["post"], meta["number"]) == (post, number)


@pytest.mark.parametrize(
    "line",
    [
        "SECTION 01 OF 02", "ECTION 01 OF 02", "SECTION 01 0F 02", "SECTON 1 OF 2", "SECTION O1 OF O2", "SECITON 01 OF 02",
        "SECTION 01 F 02", "SECTION 01 O 02", "SECTION 01/02", "SECTION 01OF 02", "SECT 01 OF 02", "S E C T I O N 01 OF 02",
        "Section 01 of 02", "SECTION 01 OF  02", "SEC 01 OF 02", "01 OF 02", "SECTION01 OF 02", "SECTION01OF02",
        "SEC. 01 OF 02", "SECTION-01 OF 02", "SECTION 01-OF-02", "SECTION 001 OF 002", "SECTION ONE OF TWO",
        "SECTION 01 OG 02", "SECTION 01 FO 02", "SECTION Ol OF 02", "SECTION 01, OF 02", "SECTION (01 OF 02)",
        "SECTION NO. 01 OF 02",
        "SECTION 1 OF TWO", "SECTION I OF II", "SECTION l OF 2", "SECTION 01 OFF 02", "SECTION 01 OT 02", "SECTION 01 DF 02",
    ],
)  # fmt: skip
@pytest.mark.parametrize("level", ["UNCLAS", "S E C R E T"])
def test_number_line_reads_a_section_line_that_is_misprinted(line, level):
    meta = cable_of(f"{level} {line} TESTVILLE 000123\n\nSUBJECT: A FAIR{BODY}").meta
    assert (meta["section"], meta["sections"], meta["post"], meta["number"]) == (1, 2, "TESTVILLE", 123)


@pytest.mark.parametrize("sections", ["03", "THREE"])
def test_number_line_reads_the_final_section(sections):
    meta = cable_of(f"CONFIDENTIAL FINAL SECTION OF {sections} TESTVILLE 000123\n\nSUBJECT: A FAIR{BODY}").meta
    assert (meta["section"], meta["sections"], meta["number"]) == (3, 3, 123)


@pytest.mark.parametrize(
    "line",
    [
        "UNCLAS TESTVILLE 000123\n\nE.O. 12958: DECL: 12/14/2019",
        "UNCLAS TESTVILLE 000123 STATE FOR INR/1 OF 2",
        "UNCLAS 03 OF 02 TESTVILLE 000123",
        "UNCLAS SECTION 01 TESTVILLE 000123",
    ],
)
def test_number_line_takes_no_other_numbers_for_a_section(line):
    assert "section" not in cable_of(f"{line}\nSUBJECT: A FAIR{BODY}").meta


@pytest.mark.parametrize(
    "head",
    [
        "E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: A FAIR\n\nREF: STATE 123456",
        "SUBJECT: A FAIR\nREF: A. STATE 123456\n     B. OTHERTOWN 000043",
        "REFTEL: OTHERTOWN 000043\nSUBJECT: A FAIR",
        "SIPDIS\n\nRef: (A) STATE 123456",
        "TAGS: PREL\nCLASSIFIED BY: J. MILLER\nREASON: 1.4\nSTATE 123456",
    ],
)
def test_number_line_of_another_cable_is_not_its_own(head):
    meta = cable_of(head + BODY).meta
    assert "number" not in meta
    meta = cable_of(page_of("08TESTVILLE123", head + BODY)).meta
    assert (meta["post"], meta["number"]) == ("TESTVILLE", 123)


@pytest.mark.parametrize(
    ("reference_id", "line", "post", "number", "told"),
    [
        ("08TESTVILLE123", "CONFIDENTIAL TESTVILLE 000123", "TESTVILLE", 123, []),
        ("08NEWTESTVILLE123", "CONFIDENTIAL NEW TESTVILLE 000123", "NEW TESTVILLE", 123, []),
        ("08TESTVILLE123", "CONFIDENTIAL OTHERTOWN 000043", "TESTVILLE", 123, ["contradiction"]),
        ("08TESTVILLE123", "CONFIDENTIAL TESTVILLE 000124", "TESTVILLE", 123, ["contradiction"]),
        ("08TESTVILLE123", "SECRET TESTVILLE 000123", "TESTVILLE", 123, ["contradiction"]),
    ],
)
def test_number_line_what_the_page_says_wins_and_a_contradiction_is_told(reference_id, line, post, number, told):
    cable = cable_of(page_of(reference_id, f"{line}\n\nSUBJECT: A FAIR{BODY}"))
    assert (cable.meta["post"], cable.meta["number"], cable.meta["classification"]) == (post, number, "CONFIDENTIAL")
    assert [kind for _, kind in kinds(cable)] == told


@pytest.mark.parametrize(
    ("line", "classification"),
    [
        ("S e c r e t testville 000123", "SECRET"),
        ("SECRET TESTVILLE 000123", "SECRET"),
        ("C o n f i d e n t i a l testville 000123", "CONFIDENTIAL"),
        ("Unclas testville 000123", "UNCLAS"),
        ("UNCLASSIFIED TESTVILLE 000123", "UNCLASSIFIED"),
        ("E C R E T TESTVILLE 000123", "SECRET"),
    ],
)
def test_number_line_begins_with_the_classification(line, classification):
    assert cable_of(f"{line}\n\nSipdis\n\nSubject: a fair{BODY}").meta["classification"] == classification


def test_number_line_in_running_text_is_none():
    assert "number" not in cable_of(HEAD.replace("TESTVILLE 000123", "") + "SUBJECT: A FAIR" + BODY + "ROME 000100").meta
