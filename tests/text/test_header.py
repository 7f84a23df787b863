"""Header: what a cable says of itself. All cables here are invented."""

import pytest

from cable_ner.corpus import read_cable
from cable_ner.files.inputs import Source
from cable_ner.text import HEADER
from tests.helpers.cables import BODY, cable_of, zones

SAID = {"references", "recipients", "classified_by", "reasons", "declassify_on"}


def read(source):
    return read_cable(Source("a.txt", data=source.encode()))


def test_header_tags_of_links():
    cable = cable_of(
        "<pre>TAGS: <a href='/tag/PREL_0.html'>PREL</a>, <a href='/tag/KNNP_0.html'>KNNP</a> "
        "<a href='http://host/tag/iv_0.html'>IV</a> SUBJECT: X <a href='/other/ZZ_0.html'>y</a> "
        "<a id='par1'>¶</a>1. hi</pre>"
    )
    assert cable.meta["tags"] == ["PREL", "KNNP", "IV"]
    assert zones(cable)[0] == (HEADER, "TAGS: PREL, KNNP IV")


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("TAGS: PREL, PGOV, LY\nSUBJECT: X", ["PREL", "PGOV", "LY"]),
        ("TAGS PREL PGOV LY SUBJECT: X", ["PREL", "PGOV", "LY"]),
        ("TAGS : ECON , ETRD , TO SUBJECT : X", ["ECON", "ETRD", "TO"]),
        ("TAG: ECON\nSUBJECT: X", ["ECON"]),
        ("TAGS: PREL,\nPGOV\nSUBJECT: X", ["PREL", "PGOV"]),
    ],
)
def test_header_tags_without_links(line, tags):
    assert cable_of(f"UNCLAS ROME 000123\n{line}\n\n1. (U) hi").meta["tags"] == tags


def test_header_line_behind_a_transmission_may_be_misprinted():
    transmission = "R 271227Z JAN 08\nFM AMEMBASSY TESTVILLE\nTO RUEHC/SECSTATE WASHDC 0012"
    meta = cable_of(f"{transmission}\nO N F I D E N T I A L SECTION 01 OF 02 TESTVILLE 000123\n\nSUBJECT: A FAIR{BODY}").meta
    assert [meta[key] for key in ("classification", "section", "post", "number")] == ["CONFIDENTIAL", 1, "TESTVILLE", 123]


def test_header_is_not_read_from_the_first_paragraph():
    meta = cable_of("CONFIDENTIAL\n\nE.O. 12958: N/A\n\n1. (C) TAGS ON STATE 123456 and bread.\n\n2. (C) More.").meta
    assert not {"number", "post", "tags"} & meta.keys()


def test_header_says_nothing_of_tags_where_there_are_none():
    assert "tags" not in cable_of("He tags the ships .").meta


def test_header_reference_id_of_the_page_tells_post_and_number_where_the_text_does_not():
    page = "<table class='cable'><tr><th>Reference ID</th></tr><tr><td>07OSLO88</td></tr></table><pre>Words .</pre>"
    meta = cable_of(page).meta
    assert (meta["post"], meta["number"]) == ("OSLO", 88)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("S E C R E T TRIPOLI 000073 SIPDIS", ("TRIPOLI", 73, "SECRET")),
        ("UNCLAS ADDIS ABABA 002260", ("ADDIS ABABA", 2260, "UNCLAS")),
        ("UNCLASSIFIED SENSITIVE PORT-AU-PRINCE 000001", ("PORT-AU-PRINCE", 1, "UNCLASSIFIED")),
        ("C O N F I D E N T I A L SECTION 02 OF 03 USUN NEW YORK 001093", ("USUN NEW YORK", 1093, "CONFIDENTIAL")),
    ],
)
def test_header_header_line_tells_post_number_and_classification(head, expected):
    meta = cable_of(f"{head}\nSUBJECT: X\n\n1. (U) hi").meta
    assert (meta["post"], meta["number"], meta["classification"]) == expected
    assert ("section" in meta) == ("SECTION" in head)


def test_header_meta_has_references_recipients_and_who_classified():
    transmission = "R 271227Z JAN 08\nFM AMEMBASSY TESTVILLE\nTO RUEHC/SECSTATE WASHDC 0012\nINFO NSC WASHDC"
    header = (
        "C O N F I D E N T I A L TESTVILLE 000123\n\nE.O. 12958: DECL: 01/27/2018\nTAGS: PREL\nSUBJECT: A FAIR\n\n"
        "REF: A. [ORG OTHERTOWN  ] 9\n     B. 06 [ORG STATE  ] 8\n\n"
        "Classified By: Ambassador [PER Ann Lee  ] for reasons 1.4 (b).\n\n1. (C) Bread."
    )
    cable = read(f"<pre>\n{transmission}</pre><pre>{header}</pre>")
    assert {key: cable.meta[key] for key in SAID} == {
        "references": ["08OTHERTOWN9", "06STATE8"],
        "recipients": ["SECSTATE WASHDC", "NSC WASHDC"],
        "classified_by": "Ambassador Ann Lee",
        "reasons": ["1.4(b)"],
        "declassify_on": "2018-01-27",
    }


def test_header_references_whose_letters_have_pilcrows():
    header = f"UNCLAS TESTVILLE 000123\n\nSUBJECT: A FAIR\n\nREF: A. 08 OTHERTOWN 9\n     ¶B. 06 STATE 8{BODY}"
    assert read(header).meta["references"] == ["08OTHERTOWN9", "06STATE8"]


def test_header_meta_leaves_out_what_is_not_said():
    assert SAID.isdisjoint(read(f"UNCLAS TESTVILLE 000123\n\nSUBJECT: A FAIR{BODY}").meta)


def test_header_references_of_the_page_win():
    page = (
        "<table class='cable'><tr><th>Reference ID</th><th>References</th></tr><tr><td>08TESTVILLE123</td>"
        f"<td>07OTHERTOWN9|06STATE8</td></tr></table><pre>SUBJECT: A FAIR\n\nREF: A. OTHERTOWN 9 B. LEE LETTER{BODY}</pre>"
    )
    assert read(page).meta["references"] == ["07OTHERTOWN9", "06STATE8", "LEE LETTER"]


def test_header_first_one_that_says_something_counts():
    second = f"\n\nUNCLAS OTHERTOWN 000456\n\nSUBJECT: B\n\nREF: PORT 2\n\nClassified By: Bea Roe{BODY}"
    meta = read(f"UNCLAS TESTVILLE 000123\n\nSUBJECT: A\n\nREF: PORT 1{BODY}{second}").meta
    assert (meta["references"], meta["classified_by"]) == (["PORT 1"], "Bea Roe")
