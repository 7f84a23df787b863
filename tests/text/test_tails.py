"""Tails: headings and signatures after a paragraph. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, HEADING, SIGNATURE
from tests.helpers.cables import BODY, HEAD, cable_of, text_of, zones


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ("It ended . \nA new port ", "A new port"),
        ("It ended . \nPort authority asks for the moon ", "Port authority asks for the moon"),
        ("It ended. A new port ", "A new port"),
        ('He said " no . \n" A new port ', "A new port"),
        ("It ended . \n--------\nA New Port\n-------- ", "A New Port\n--------"),
        ("It ended . \n--------\nPolice Chief - Colonel ( ret. ) Denz\n---- ", "Police Chief - Colonel ( ret. ) Denz\n----"),
        ("It ended . \n2004: a good year ", None),
        ("It ended . \nhe went on and on ", None),
        ("It ended . \nHe went home . ", None),
        ("It went on and\nNever stopped ", None),
        ("It ended . \n( see below ) ", None),
        ("It ended . \n" + "Very long words " * 12, None),
    ],
)
def test_tails_heading_before_the_next_paragraph(before, heading):
    cable = cable_of(f"<pre><a id='par1'>¶</a>1 . \n{before}<a id='par2'>¶</a>2 . \nNext .</pre>")
    assert [p.text for p in cable.paragraphs if p.zone == HEADING] == [heading] * (heading is not None)
    assert "".join(text_of(cable).split()) == "".join(f"1.{before}2.Next.".split())


@pytest.mark.parametrize(
    "line",
    ["STATE FOR EUR/WE", "USDOC FOR 4220/ITA/MAC", "TESTVILLE PASS TO EUR/WE", "THIS IS A CORRECTED COPY", "Corrected copy"],
)
def test_tails_line_of_the_header_is_no_heading(line):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\nREF: A. OTHERTOWN 9\n\n{line}{BODY}")
    assert (HEADER, f"REF: A. OTHERTOWN 9\n\n{line}") in zones(cable)


@pytest.mark.parametrize(
    ("end", "signature"),
    [
        ("\nBOND", "BOND"),
        ("\n[PER ELLSWORTH-POOLE  ]", "ELLSWORTH-POOLE"),
        ("\nO'Hara", "O'Hara"),
        ("\n\nVan der Berg\n\n", "Van der Berg"),
        ("\nEnd Comment .", None),
        ("\nand so it goes", None),
        ("\nOne Two Three Four Five", None),
        (" BOND", "BOND"),
    ],
)
def test_tails_signature_is_a_last_line_that_is_a_name(end, signature):
    cable = cable_of(f"<pre><a id='par1'>¶</a>1 . \nIt works .{end}</pre>")
    assert [p.text for p in cable.paragraphs if p.zone == SIGNATURE] == [signature] * (signature is not None)
