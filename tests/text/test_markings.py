"""Markings of numbered paragraphs. All cables here are invented."""

import pytest

from cable_ner.text import PARAGRAPH
from tests.helpers.cables import HEAD, cable_of


@pytest.mark.parametrize(
    ("start", "marking"),
    [
        ("2. (C) Text", "C"),
        ("2. (S/NF) Text", "S/NF"),
        ("2. (S//NF) Text", "S//NF"),
        ("2. (S//REL TESTLAND) Text", "S//REL TESTLAND"),
        ("2. (C/Rel Testland) Text", "C/REL TESTLAND"),
        ("2. (C/REL TO USA, TST) Text", "C/REL TO USA, TST"),
        ("2. (S//REL TESTLAND, OTHERLAND,\nAND THIRDLAND) Text", "S//REL TESTLAND, OTHERLAND, AND THIRDLAND"),
        ("2. (S//FGI//NF) Text", "S//FGI//NF"),
        ("2. (U//FOUO) Text", "U//FOUO"),
        ("2. (SBU//REL NATO) Text", "SBU//REL NATO"),
        ("2. (S / NF) Text", "S/NF"),
        ("2. (S///NF) Text", "S///NF"),
        ("2. (S\\NF) Text", "S\\NF"),
        ("2. (S//REL 4 EYES) Text", "S//REL 4 EYES"),
        ("2, (SBU) Text", "SBU"),
        ("2. (C REL UK) Text", "C REL UK"),
        ("2. (S-NF) Text", "S-NF"),
        ("2. (C, NF) Text", "C, NF"),
        ("2. (C - ENTIRE TEXT) Text", "C"),
        ("2. (C/ENTIRE TEXT) Text", "C"),
        ("2. (c) Text", "C"),
        ("2. (s/nf) Text", "S/NF"),
        ("2. (SECRET//REL TESTLAND) Text", "SECRET//REL TESTLAND"),
        ("2. (Confidential) Text", "CONFIDENTIAL"),
        ("2. ( S/NF ) Text", "S/NF"),
        ("2.(SBU) Text", "SBU"),
        ("2 (SBU) Text", "SBU"),
        ("2. C) Text", "C"),
        ("(C) 2. Text", "C"),
        ("2. (/REL UK) Text", "/REL UK"),
        ("2. (EU) Text", ""),
        ("2. (U.S.) Text", ""),
        ("2. (See ref A) Text", ""),
        ("2. (Secretary Ann) Text", ""),
        ("2. A) Text", ""),
        ("2. Text (C) more", ""),
    ],
)
def test_markings_of_a_paragraph(start, marking):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\n1. (C) Bread.\n\n{start} of some length.")
    last = [paragraph for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH][-1]
    assert (last.number, last.marking) == (2, marking)
