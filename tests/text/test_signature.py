"""Signature, and what follows it. All cables here are invented."""

import pytest

from cable_ner.text import PARAGRAPH, SIGNATURE, TRAILER
from tests.helpers.cables import HEAD, cable_of, text_of

BEFORE = f"{HEAD}SUBJECT: A FAIR\n\n1. (C) Bread was sold.\n\n2. (C) It was good."


def ending(source):
    """The signature and the trailer of a cable, empty where there are none."""
    zones = {paragraph.zone: paragraph.text for paragraph in cable_of(source).paragraphs}
    return zones.get(SIGNATURE, ""), zones.get(TRAILER, "")


@pytest.mark.parametrize(
    "trailer",
    [
        "CONFIDENTIAL", "SECRET", "UNCLASSIFIED", "C O N F I D E N T I A L", "SECRET//NOFORN", "CONFIDENTIAL NOFORN",
        "LIMITED OFFICIAL USE", "Confidential", " CONFIDENTIAL\n>", "NNNN", "BT\n#0123\nNNNN", ".", "...", ">", "*****",
        "NNNN\n\nEnd Cable Text", "=====CABLE ENDS=====", "END OF CABLE", "END OF MESSAGE",
        "Drafted by: POL J. Smith", "CLEARED BY: DCM", "Approved: Amb",
        "2009-12-31", "12/31/2009", "2004TESTVI00123 - CONFIDENTIAL", "TEST @ EL PAIS",
        "Visit Testville's Classified Web Site at http://www.testville.sgov.gov/wiki/Portal:T",
        '"Visit Testville\'s Classified Web Site at http://www.intelink.s \ngov.gov/wiki/Portal:Testville"',
        "For more reporting from Embassy Testville, visit:\nhttp://www.testville.gov/",
        "CONFIDENTIAL\n\nDeclassified/Released US Department of State EO Systematic Review 20 Mar 2014",
        "CONFIDENTIAL\n\n\n\nNNNN", "A FAIR THAT OPENED IN...", "PAGE 2", "Page 02 of 03", "DECONTROLLED", "C",
        "SENSITIVE BUT UNCLASSIFIED",
        "NOTE BY OC/T: TEXT MISSING.", "NOTE: NOT PASSED ABOVE ADDRESSEE(S)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["MILLER", "Miller", "VAN DER BERG", "O'HARA", "DE LA CRUZ", "MILLER JR"])
def test_signature_is_the_name_and_not_what_follows(name, trailer):
    assert ending(f"{BEFORE}\n\n{name}\n{trailer}\n") == (name, trailer.strip())


@pytest.mark.parametrize("again", ["MILLER", "miller", "Miller"])
def test_signature_that_is_printed_again(again):
    assert ending(f"{BEFORE}\n\nMILLER\n{again}\n") == ("MILLER", again)


@pytest.mark.parametrize("between", ["\n\n", "\n"])
@pytest.mark.parametrize("name", ["MILLER", "Miller", "MILLER MILLER", "miller", "J. MILLER", "XXXXXXXXXXXX"])
def test_signature_on_a_line_of_its_own(between, name):
    assert ending(f"{BEFORE}{between}{name}\n") == (name, "")


@pytest.mark.parametrize(
    ("end", "signature", "trailer"),
    [
        (" MILLER", "MILLER", ""),
        (" Miller", "Miller", ""),
        (" McMiller", "McMiller", ""),
        (" LA LIME", "LA LIME", ""),
        (" * * * * * Miller", "Miller", ""),
        (" See http : / / www.testville.sgov.gov/p/index.c fm Miller", "Miller", ""),
        ("\n\nMILLER . . .", "MILLER", ". . ."),
        ("\n\nMILLER NNNN End Cable Text", "MILLER", "NNNN End Cable Text"),
        (" End comment. MILLER", "MILLER", ""),
        (' He said "no." MILLER', "MILLER", ""),
        (" (It closed.) MILLER", "MILLER", ""),
        (" END COMMENT MILLER", "MILLER", ""),
        (" MILLER .", "MILLER", "."),
        (" MILLER 2009-12-31", "MILLER", "2009-12-31"),
        ("\n\nMILLER BT", "MILLER", "BT"),
        ("\n\nMILLER NNNN", "MILLER", "NNNN"),
        ("\n\nMILLER CONFIDENTIAL", "MILLER", "CONFIDENTIAL"),
        (" MILLER UNQUOTE", "MILLER", "UNQUOTE"),
        ("\n\nMINIMIZE CONSIDERED MILLER", "MILLER", ""),
        ("\nEND TEXT MILLER", "MILLER", ""),
        (" END COMMENT", "", ""),
        (" End of text", "", ""),
        (" NNNN", "", ""),
        ("\nSECRET", "", "SECRET"),
        ("\nEND TEXT", "", ""),
        ("\nand so on", "", ""),
        ("\nWe met in\nRome.", "", ""),
        ("\nWe met in\nRome .", "", ""),
        (" We met Ann Miller", "", ""),
        (" We met Ann\nin Rome", "", ""),
        ("\n\nComment\n-------\n\nIt was good.", "", ""),
        (' We met "Ann."\n"', "", ""),
    ],
)
def test_signature_behind_the_last_sentence_or_none(end, signature, trailer):
    source = f"{BEFORE}{end}\n"
    assert ending(source) == (signature, trailer)
    assert "".join(text_of(cable_of(source)).split()) == "".join(source.split())


@pytest.mark.parametrize("after", ["", "\n", "\n\n \n"])
def test_signature_behind_a_very_long_line(after):
    assert ending(f"{BEFORE}{' It was good.' * 200} MILLER{after}") == ("MILLER", "")


def test_signature_that_is_no_paragraph_of_the_last_number():
    cable = cable_of(f"{BEFORE} MILLER\nCONFIDENTIAL")
    assert [(p.zone, p.text) for p in cable.paragraphs[-3:]] == [
        (PARAGRAPH, "2. (C) It was good."),
        (SIGNATURE, "MILLER"),
        (TRAILER, "CONFIDENTIAL"),
    ]
