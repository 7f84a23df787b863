"""Recipients: the lines TO and INFO in every spelling. All posts here are invented."""

import pytest

from cable_ner.text.recipients import read_recipients


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("FM AMEMBASSY PORT\nTO SECSTATE WASHDC 3474", ["SECSTATE WASHDC"]),
        ("FM AMEMBASSY PORT\nTO RUEHC/SECSTATE WASHDC IMMEDIATE 3474", ["SECSTATE WASHDC"]),
        (
            "FM AMEMBASSY PORT\nTO RUEHC/SECSTATE WASHDC PRIORITY\nINFO RUEHTV/AMEMBASSY TESTVILLE PRIORITY 0012\n"
            "RUEHOT/AMCONSUL OTHERTOWN",
            ["SECSTATE WASHDC", "AMEMBASSY TESTVILLE", "AMCONSUL OTHERTOWN"],
        ),
        (
            "INFO LOG-00 EUR-00\nAF-00 /001W\n\nO 041333Z JAN 10\nFM PORT\nTO SECSTATE WASHDC NIACT IMMEDIATE 3474-3475",
            ["SECSTATE WASHDC"],
        ),
        ("R 141022Z SEP 05 FM AMEMBASSY PORT TO RUEHC/SECSTATE WASHDC 4152", ["SECSTATE WASHDC"]),
        (
            "FM AMEMBASSY PORT TO RUEHC/SECSTATE WASHDC 4152 INFO RUEHTV/AMEMBASSY TESTVILLE 12 RUEHOT/AMCONSUL OTHERTOWN",
            ["SECSTATE WASHDC", "AMEMBASSY TESTVILLE 12", "AMCONSUL OTHERTOWN"],
        ),
        ("FM PORT\nTO ZEN/AMEMBASSY TESTVILLE IMMEDIATE", ["AMEMBASSY TESTVILLE"]),
        ("FM PORT\nTO RHEHAAA/WHITE HOUSE WASHINGTON DC//NSC//", ["WHITE HOUSE WASHINGTON DC//NSC//"]),
        (
            "FM PORT\nTO ALL POSTS\nXMT AMCONSUL OTHERTOWN\nAMCONSUL PORT\nINFO NSC WASHDC",
            ["ALL POSTS", "NSC WASHDC"],
        ),
        ("FM PORT\nTO SECSTATE WASHDC\nRUEHC/SECSTATE WASHDC", ["SECSTATE WASHDC"]),
        ("FM PORT\nTO SECSTATE WASHDC\nBT\nUNCLAS PORT 1", ["SECSTATE WASHDC"]),
        ("FM PORT\nTO SECSTATE WASHDC\nC O N F I D E N T I A L PORT 000001", ["SECSTATE WASHDC"]),
        ("FM PORT\nTO SECSTATE WASHDC\n\nUNCLAS PORT 1", ["SECSTATE WASHDC"]),
        ("TO EU MEMBER STATES\nIRAN COLLECTIVE PRIORITY", ["EU MEMBER STATES", "IRAN COLLECTIVE"]),
        ("FM PORT\nTO PAGE 02 STATE 012345 041234Z\nAMEMBASSY PORT", ["AMEMBASSY PORT"]),
        ("FM PORT\nTO\n", []),
        ("FM PORT", []),
        ("He went TO ROME", []),
        ("", []),
    ],
)
def test_recipients_in_every_spelling(text, recipients):
    assert read_recipients(text) == recipients


@pytest.mark.parametrize("unit", ["PRIORITY ", "TO ", "FM A ", "RUEHC/", "1234 ", "A-00 ", "\n"])
def test_recipients_read_hostile_text(unit):
    read_recipients("FM PORT\nTO " + unit * (20_000 // len(unit)))
