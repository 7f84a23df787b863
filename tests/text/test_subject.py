"""Subject: where it begins and ends, and whose wins, the page's or the text's. All cables here are invented."""

import pytest

from cable_ner.corpus import read_cable
from cable_ner.files.inputs import Source
from cable_ner.text import SUBJECT
from tests.helpers.cables import BODY, HEAD, cable_of, page_of


def read(source):
    return read_cable(Source("a.txt", data=source.encode()))


@pytest.mark.parametrize(
    "lines",
    [
        "SUBJECT: A FAIR",
        "Subject: A FAIR",
        "SUBJ: A FAIR",
        "SUBJECT : A FAIR",
        "SUBJECT:A FAIR",
        "SUBJECTS: A FAIR",
        "SUBJECT; A FAIR",
        "SUBECT: A FAIR",
        "SUBJCT: A FAIR",
        "SUBJET: A FAIR",
        "SUJECT: A FAIR",
        "SUJBECT: A FAIR",
        "SSUBJECT: A FAIR",
        "UBJECT: A FAIR",
        "SUBKECT: A FAIR",
        "SUBJJECT: A FAIR",
        "SBUJECT: A FAIR",
        "SUBJEC: A FAIR",
        "SUBJECT (U): A FAIR",
        "SUBJECT> A FAIR",
        "SUBJECT: A FAIR\n.....\n",
        "SUBJECT:: A FAIR",
        "SUBJECT: - A FAIR",
        "SUBJECT: A FAIR (REF: OTHERTOWN 9)",
        "SUBJECT: A FAIRREF: OTHERTOWN 9",
        "TAGS: PREL, PGOVSUBJECT: A FAIR",
        "SUBJECT: A FAIR\nRFE: OTHERTOWN 9",
        "SUBJECT: A FAIR\nR E F: OTHERTOWN 9",
        "SUBJECT: A FAIR\nClassified: Ann Lee",
        "SUBJECT: A FAIR\nClassifed By: Ann Lee",
        "SUBJECT: A FAIR\nSENSITIVE",
        f"SUBJECT: A FA...\n\n{HEAD}SUBJECT: A FAIR",
        "S U B J E C T: A FAIR",
        "SUBJECT A FAIR",
        "SUBJ A FAIR",
        "SUBJECT. A FAIR",
        "SUBJECT-A FAIR",
        "SUBJECT: SUBJECT: A FAIR",
        "SUBJ/A FAIR",
        "SUBJECT:\nA FAIR",
        "SUBJECT:\n\nA FAIR",
        "SUBJECT: A\nFAIR",
        "SUBJECT: A FAIR\nREF: TESTVILLE 9",
        "SUBJECT: A FAIR\nREF X 9",
        "SUBJECT: A FAIR\nREFTEL TESTVILLE 9",
        "SUBJECT: A FAIR\nREFS A. TESTVILLE 9",
        "SUBJECT: A FAIR\nRefs: A. TESTVILLE 9",
        "SUBJECT: A FAIR\n REF TESTVILLE 9",
        "SUBJECT: A FAIR REF TESTVILLE 9",
        "SUBJECT: A FAIR REFTEL: TESTVILLE 9",
        "SUBJECT: A FAIR\n-----------\nIt was held.",
        "SUBJECT: A FAIR\n- - - - - -\nIt was held.",
        "SUBJECT: A FAIR ---------- It was held.",
        "SUBJECT: A FAIR\n===========\nIt was held.",
        "SUBJECT: A FAIR\nClassified By: J. Miller",
        "SUBJECT: A FAIRClassified By: J. Miller",
        "SUBJECT: A FAIRClassifiedBy: J. Miller",
        "SUBJECT: A FAIR CLASSIFIED BY J. MILLER",
        "SUBJECT: A FAIR\nDerived from: many sources",
        "SUBJECT: A FAIR\nDeclassify on: 2019",
        "SUBJECT: A FAIR\nSIPDIS\nNOFORN",
        "SUBJECT: A FAIR\nTAGS: PREL",
        "SUBJECT: A FAIR\nE.O. 12958: N/A",
        "SUBJECT: A FAIR\nSummary\n-------\n",
        "SUBJECT: A FAIR\nINTRODUCTION\n------------\n",
        "SUBJECT: A FAIR\nS E C R E T TESTVILLE 000123\nSUBJECT: A FAIR",
        "SUBJECT: A FAIR\nFriday, 18 December 2009, 11:04\nS E C R E T TESTVILLE 000123\nSUBJECT: A FAIR",
    ],
)
def test_subject_alone_is_read(lines):
    cable = read(f"{HEAD}{lines}{BODY}")
    assert cable.meta["subject"] == "A FAIR"


def test_subject_is_read_where_a_header_comes_again_behind_a_preview():
    cable = read(f"S E C R E T TESTVILLE 000123\n\nFOLLOWING REPEATED FOR YOU.\nQUOTE:\n\n{HEAD}SUBJECT: A FAIR{BODY}")
    assert (cable.meta["subject"], cable.meta["number"]) == ("A FAIR", 123)
    assert [paragraph.number for paragraph in cable.paragraphs if paragraph.number] == [1, 2]


@pytest.mark.parametrize(
    ("title", "line", "subject", "told"),
    [
        ("A FAIR", "SUBJECT: A FAIR", "A FAIR", False),
        ("A FAIR", "SUBJECT: A FAIR\nOF BREAD", "A FAIR OF BREAD", False),
        ("A FAIR REF: TESTVILLE 9", "SUBJECT: A FAIR", "A FAIR", False),
        ("a fair &amp; more &lt;br&gt;", "SUBJECT: A FAIR &amp; MORE", "A FAIR & MORE", False),
        ("A FAIR", "", "A FAIR", False),
        ("SUBJECT: A FAIR", "SUBJECT: SUBJECT: A FAIR", "A FAIR", False),
        ("A FAIR", "SUBJECT: A WAR", "A FAIR", True),
        ("", "SUBJECT: A FAIR", "A FAIR", False),
        ("", "", None, False),
    ],
)
def test_subject_of_the_page_wins_and_a_contradiction_is_told(title, line, subject, told):
    cable = read(page_of("08TESTVILLE123", f"{HEAD}{line}{BODY}", title=title))
    assert cable.meta.get("subject") == subject
    assert [problem.kind for problem in cable.problems] == ["contradiction"] * told


@pytest.mark.parametrize("text", ["He was subject to law.\n\nSubject to change\n\nMore.", "A subject for talks"])
def test_subject_in_a_sentence_is_none(text):
    assert [paragraph for paragraph in cable_of(text).paragraphs if paragraph.zone == SUBJECT] == []
