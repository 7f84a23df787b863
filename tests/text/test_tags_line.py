"""TAGS line: codes in every spelling of the line. All cables here are invented."""

import pytest

from tests.helpers.cables import BODY, HEAD, cable_of


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Tags: prel, pgov", ["PREL", "PGOV"]),
        ("TAGS OVIP ROEBUCK JANE PREL", ["OVIP", "ROEBUCK", "JANE", "PREL"]),
        ("TAGS: OVIP (ROEBUCK, JANE B.), PREL, PGOV", ["OVIP", "ROEBUCK", "JANE", "PREL", "PGOV"]),
        ("TAGS: PREL PGOV\nE.O. 12958: N/A", ["PREL", "PGOV"]),
        ("E.O. 12958: N/A TAGS: PREL PGOV", ["PREL", "PGOV"]),
        ("E.O. 12958: DECL: 01/01/2018TAGS: PREL, PGOVSUBJECT: A FAIR", ["PREL", "PGOV"]),
        ("TAGS: PREL/PGOV/ECON", ["PREL", "PGOV", "ECON"]),
        ("TAGS: PREL; PGOV;KCOR", ["PREL", "PGOV", "KCOR"]),
        ("TAGS: PREL, PGOV, PREL", ["PREL", "PGOV"]),
        ("TAGS: PREL, PGOV,\nECON, ELAB", ["PREL", "PGOV", "ECON", "ELAB"]),
        ("tags: prel pgov\necon elab", ["PREL", "PGOV", "ECON", "ELAB"]),
        ("TAGS: PREL PGOV\nECON ELAB", ["PREL", "PGOV", "ECON", "ELAB"]),
        ("TAGS:\nPREL, PGOV", ["PREL", "PGOV"]),
        ("TAG: PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS= PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS:: PREL, PGOV", ["PREL", "PGOV"]),
        ("TASG PREL PGOV", ["PREL", "PGOV"]),
        ("TAS: PREL PGOV", ["PREL", "PGOV"]),
        ("YAGS: PREL PGOV", ["PREL", "PGOV"]),
        ("TTAGS: PREL PGOV", ["PREL", "PGOV"]),
        ("TAGSS: PREL PGOV", ["PREL", "PGOV"]),
        ("TAGS/ PREL PGOV", ["PREL", "PGOV"]),
        ("TAGS (U): PREL PGOV", ["PREL", "PGOV"]),
        ("TAGS: PREL\nTAGS: PGOV", ["PREL", "PGOV"]),
        ("TAGS: <PREL> 'PGOV'", ["PREL", "PGOV"]),
        ("TAGS: PREL:PGOV", ["PREL", "PGOV"]),
        ('TAGS: "PREL", "PGOV"', ["PREL", "PGOV"]),
        ("TAGS: [PREL] [PGOV]", ["PREL", "PGOV"]),
        ("TAG PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS; PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS. PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS - PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGE: PREL, PGOV", ["PREL", "PGOV"]),
        ("TGAS: PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGA: PREL, PGOV", ["PREL", "PGOV"]),
        ("T A G S: PREL, PGOV", ["PREL", "PGOV"]),
        ("TAGS:PREL,PGOV", ["PREL", "PGOV"]),
        ("TAGS:\u00a0PREL, PGOV", ["PREL", "PGOV"]),
        ("Tags: ovip (roebuck, jane b.), prel,\npgov, ch", ["OVIP", "ROEBUCK", "JANE", "PREL", "PGOV", "CH"]),
        ("TAGS: PREL, UNESCO, INTERPOL", ["PREL", "UNESCO", "INTERPOL"]),
        ("TAGS: PREL SIPDIS", ["PREL"]),
        ("TAGS: PREL* PGOV | ECON", ["PREL", "PGOV", "ECON"]),
        ("TAGS: PREL, PGOV AND ECON", ["PREL", "PGOV", "ECON"]),
        ("TAGS: PREL REF: STATE 12", ["PREL"]),
        ("TAGS: PREL CLASSIFIED BY J. MILLER", ["PREL"]),
        ("TAGS: PREL\nTESTVILLE 00000123 001 OF 002", ["PREL"]),
        ("TAGS: NONE", None),
        ("TAGS: N/A", None),
    ],
)
def test_tags_line_in_every_spelling(line, tags):
    assert cable_of(f"{HEAD}{line}\nSUBJECT: A FAIR{BODY}").meta.get("tags") == tags


def test_tags_line_may_come_behind_the_subject():
    assert cable_of(f"{HEAD}SUBJECT: A FAIR\nTAGS: PREL PGOV{BODY}").meta["tags"] == ["PREL", "PGOV"]


def test_tags_line_with_links_goes_on_without_them():
    links = " ".join(f"<a href='/tag/{code}_0.html'>{code}</a>" for code in ("PREL", "PGOV", "PREL"))
    assert cable_of(f"<pre>TAGS: {links}\nECON, ELAB\nSUBJECT: A FAIR{BODY}</pre>").meta["tags"] == [
        "PREL", "PGOV", "ECON", "ELAB",
    ]  # fmt: skip


def test_tags_line_is_no_word_of_the_subject():
    assert "tags" not in cable_of(f"{HEAD}SUBJECT: PRICE TAGS RISE{BODY}").meta
    assert cable_of(f"{HEAD}SUBJECT: PRICE TAGS RISE\nTAGS ECON{BODY}").meta["tags"] == ["ECON"]


@pytest.mark.parametrize("text", ["He tags the ships.\n\nAnn left.", "The dog TAGS along"])
def test_tags_line_in_a_sentence_is_none(text):
    assert cable_of(text).meta.get("tags") in (None, ["ALONG"])
