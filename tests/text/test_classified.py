"""Who classified a cable, and why: in every spelling of the line. All names here are invented."""

import pytest

from cable_ner.text.classified import read_classified_by, read_reasons

B_AND_D = ["1.4(b)", "1.4(d)"]


@pytest.mark.parametrize(
    ("text", "name", "reasons"),
    [
        ("Classified By: Ambassador Ann Lee for reasons 1.4 (b) and (d).", "Ambassador Ann Lee", B_AND_D),
        ("Classified by Ambassador Ann Lee, Reason 1.4(b,d)", "Ambassador Ann Lee", B_AND_D),
        ("CLASSIFIED BY: AMBASSADOR LEE. REASONS 1.4 (B) AND (D)", "AMBASSADOR LEE", B_AND_D),
        ("Classified By: Ann Lee, Consul, Testville;\nREASON: 1.4(B), (D)", "Ann Lee, Consul, Testville", B_AND_D),
        ("CLASSIFIED BY: Ann Lee,\nConsul.\nREASON: 1.5 (d)", "Ann Lee, Consul", ["1.5(d)"]),
        ("Classified By: Classified by Ann Lee: reasons 1.4 (b/d)", "Ann Lee", B_AND_D),
        ("Classified By: by CDA Ann Lee for reasons 1.4 b and d 1.(C)", "CDA Ann Lee", B_AND_D),
        ("CLASSIFIED CONFIDENTIAL BY ANN LEE FOR REASONS 1.4B AND D", "ANN LEE", B_AND_D),
        ("(U) Classified by CDA Ann Lee; E.O. 12958, reasons 1.4 (b) and (d).", "CDA Ann Lee", B_AND_D),
        ("Classified By: Ann Lee, 1.4 (b-d)", "Ann Lee", ["1.4(b)", "1.4(c)", "1.4(d)"]),
        ("Classified By: Ann Lee under Section 1.4 b/d", "Ann Lee", B_AND_D),
        ("Classified By: Ann Lee, per 1.4 (b) and (d)", "Ann Lee", B_AND_D),
        ("Classified By: Ann Lee, Jr. Reasons 1.4 (b) a nd (d )", "Ann Lee, Jr.", B_AND_D),
        (
            "Classified By: Charge, a.i., Ann Lee. Reasons (b) and (d)",
            "Charge, a.i., Ann Lee",
            ["(b)", "(d)"],
        ),
        ("Classified By: Ann Lee for reaso\nns 14 (b) & (d)", "Ann Lee", B_AND_D),
        ("Classified By: Ann Lee, r eason 1/4 (B), (D), and (G)", "Ann Lee", [*B_AND_D, "1.4(g)"]),
        ("CLASSIFIED BY : DATT Ann Lee , REASONS 1.4 ( a ) , ( b ) and ( d ) .", "DATT Ann Lee", ["1.4(a)", *B_AND_D]),
        ("REASON: 1.4 ( b ) A first heading", "", ["1.4(b)"]),
        ("Classified By: Ann Lee\n\n1. (C) For reasons 1.4 (b)", "Ann Lee", ["1.4(b)"]),
        ("Classified By: Derived from many sources", "", []),
        ("Classified By: REASON: 1.4 (b)", "", ["1.4(b)"]),
        ("This is classified bread.", "", []),
        ("", "", []),
    ],
)
def test_classified_in_every_spelling(text, name, reasons):
    assert (read_classified_by(text), read_reasons(text)) == (name, reasons)


@pytest.mark.parametrize("unit", ["CLASSIFIED BY: ", "CLASSIFIED BY REASON ", "REASON: 1.4 (", "(b", "R E A S O N ", "FOR "])
def test_classified_reads_hostile_text(unit):
    text = "Classified By: " + unit * (20_000 // len(unit))
    assert len(read_classified_by(text)) <= 300
    read_reasons(text)
