"""What message a cable is, whatever its spacing, its header and its sections."""

from itertools import pairwise

import pytest

from cable_ner.corpus.identity import identify, order_key
from cable_ner.text import HEADER, PARAGRAPH, SIGNATURE, Cable, Paragraph
from tests.helpers.splits import cable

LONG = "The minister said that the harvest was good and the roads were bad , and that he would write . " * 4


def _cable(*texts, zone=PARAGRAPH, name="a.txt", **meta):
    return Cable(name, [Paragraph(text, [], zone) for text in texts], meta)


def test_identity_of_a_message_is_post_and_number():
    first = identify(_cable(LONG + "one", post="PORT AU PRINCE", number=17, section=1, sections=2))
    second = identify(_cable(LONG + "two", post="PORTAUPRINCE", number=17, section=2, sections=2))
    other = identify(_cable(LONG + "one", post="PORT AU PRINCE", number=18))
    assert first.message == second.message != other.message
    assert first.text == other.text != second.text


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        LONG.replace(" , ", ", "),
        "\n" + LONG.replace(" ", "\n"),
        LONG.replace(".", "!"),
        LONG.replace(",", "–"),
    ],
)
def test_identity_of_a_copy_ignores_spaces_case_and_punctuation(copy):
    assert identify(_cable(LONG)).text == identify(_cable(copy)).text


def test_identity_of_a_text_is_of_its_paragraphs_and_not_of_its_header():
    body = Paragraph(LONG, [], PARAGRAPH)
    first = Cable("a", [Paragraph("UNCLAS ROME 000001", [], HEADER), body, Paragraph("ROE", [], SIGNATURE)], {})
    second = Cable("b", [Paragraph("UNCLAS PARIS 000002", [], HEADER), body], {})
    assert identify(first).text == identify(second).text


def test_identity_of_a_short_body_takes_the_header_too():
    # "Please see septel." is the body of many cables that are no copies of each other.
    first = Cable("a", [Paragraph("ROME 000001 VISIT", [], HEADER), Paragraph("Please see septel.", [], PARAGRAPH)], {})
    second = Cable("b", [Paragraph("ROME 000002 WHEAT", [], HEADER), Paragraph("Please see septel.", [], PARAGRAPH)], {})
    assert identify(first).text != identify(second).text


def test_identity_of_a_cable_without_number_is_its_text():
    assert identify(_cable(LONG)).message == identify(_cable(LONG, name="b.txt")).message == identify(_cable(LONG)).text
    assert identify(_cable(LONG, post="ROME")).message == identify(_cable(LONG)).message


@pytest.mark.parametrize(
    ("meta", "year"),
    [
        ({}, 0),
        ({"date": "2009-03-01 10:00"}, 2009),
        ({"reference_id": "09ROME17"}, 2009),
        ({"reference_id": "73ROME17"}, 1973),
        ({"reference_id": "00ROME17"}, 2000),
        ({"date": "1998-03-01", "reference_id": "09ROME17"}, 1998),
        ({"date": "March 2009"}, 0),
        ({"date": "March 2009", "reference_id": "09ROME17"}, 2009),
    ],
)
def test_identity_has_the_year_the_cable_says(meta, year):
    assert identify(_cable(LONG, **meta)).year == year


def test_identity_keeps_name_gold_and_wish():
    assert identify(_cable(LONG, name="x/a.txt"), gold=True, side="dev")[3:6] == (0, True, "dev")
    assert identify(_cable(LONG, name="x/a.txt")).name == "x/a.txt"


def test_identity_order_keeps_sections_together():
    archive = [cable(f"{section}-{message}", f"m{message}") for section in "ab" for message in range(20)]
    messages = [item.message for item in sorted(archive, key=order_key)]
    assert messages[::2] == messages[1::2]
    assert messages[::2] != sorted(messages[::2])
    assert all(first.name < second.name for first, second in list(pairwise(sorted(archive, key=order_key)))[::2])
