"""Numbering: where numbered paragraphs begin, with and without pilcrows. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, HEADING, PARAGRAPH
from tests.helpers.cables import HEAD, cable_of

TAGS_AND_SUBJECT = f"{HEAD}TAGS: PREL\nSUBJECT: A FAIR\n\n"


def numbers(cable):
    return [paragraph.number for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("1. (C) Bread.\n\n2. (C) Salt.", [1, 2]),
        ("1.(C) Bread.\n\n2.(C) Salt.", [1, 2]),
        ("1.(C)Bread.\n\n2.(C)Salt.", [1, 2]),
        ("1.Bread was sold.\n\n2.Salt was not.", [1, 2]),
        ("1. Bread was sold.\n\n2. Salt was not.", [1, 2]),
        ("1) Bread was sold.\n\n2) Salt was not.", [1, 2]),
        ("1) (C) Bread.\n\n2) (C) Salt.", [1, 2]),
        ("1. C) Bread.\n\n2. C) Salt.", [1, 2]),
        ("1 (C) Bread.\n\n2 (C) Salt.", [1, 2]),
        ("1(C) Bread.\n\n2(C) Salt.", [1, 2]),
        ("1.. (C) Bread.\n\n2  (C) Salt.\n\n3.. Oil.", [1, 2, 3]),
        ("1, (C) Bread.\n\n2- (C) Salt.\n\n3: (C) Oil.", [1, 2, 3]),
        ("1. (C) Bread came in\n2, (S//NF) lots.\n\n3. (C) It was 4, (as said) good.", [1, 2, 3]),
        ("1.(C)  Bread.\n\n2.(C)   Salt.", [1, 2]),
        ("(C) 1. Bread.\n\n(C) 2. Salt.", [1, 2]),
        ("1. (c) Bread.\n\n2. (sbu) Salt.", [1, 2]),
        ("¶1. (C) Bread.\n\n¶2. (C) Salt.", [1, 2]),
        ("¶ 1. (C) Bread.\n\n¶ 2. (C) Salt.", [1, 2]),
        ("¶1.(C) Bread.\n\n2.(C) Salt.", [1, 2]),
        ("1.(C) Bread.\n\n¶2. (C) Salt.\n\n¶3. (C) Oil.", [1, 2, 3]),
        ("¶1. (C) Bread.\n\n2 (C) Salt.\n\n¶3. (C) Oil.", [1, 2, 3]),
        ("1. (C) Bread.\n\n3. (C) Salt.\n\n4. (C) Oil.", [1, 3, 4]),
        ("1. Bread.\n\n3. Salt.\n\n4. Oil.", [1, 3, 4]),
        ("¶1. (C) Bread.\n\n¶3. (C) Salt.\n\n¶4. Oil.", [1, 3, 4]),
        ("1. (C) Bread.\n\n2. (C) Salt.\n\n2. (C) Oil.\n\n3. (C) Tea.", [1, 2, 2, 3]),
        ("1. (C) Bread.\n\n2. (C) Salt.\n\n3. (C) Oil.\n\n2. (C) Tea.", [1, 2, 3, 2]),
        ("1. (C) Bread.\n\n2. (C) Salt, as in\n2. (C) of it.\n\n3. (C) Oil.", [1, 2, 3]),
        ("2. (C) Bread.\n\n3. (C) Salt.", [2, 3]),
        ("2. Bread.\n\n3. Salt.\n\n4. Oil.", [2, 3, 4]),
        ("1. (S//REL TESTLAND) Bread.\n\n2. (S//REL TESTLAND) Salt.", [1, 2]),
        ("  1. (C) Bread.\n\n  2. (C) Salt.", [1, 2]),
        ("1. (C) Bread:\n1. white\n2. black\n\n2. (C) Salt.", [1, 2]),
        ("1. (C) Bread. See para\n2. (C) below.\n\n2. (C) Salt.\n\n3. (C) Oil.", [1, 2, 3]),
        ("1. (C) It cost 1.5 million.\n1.4 were paid.\n\n2. (C) Salt.", [1, 2]),
        ("1. (C) It was on June\n12. (C) Bread came.\n\n2. (C) Salt.", [1, 2]),
        ("1. Bread was sold on July\n7. It was good.\n\n2. Salt.", [1, 2]),
    ],
)
@pytest.mark.parametrize("header", [TAGS_AND_SUBJECT, HEAD, f"{HEAD}TAGS: PREL\n\n"])
def test_numbering_of_each_spelling(header, body, found):
    cable = cable_of(header + body)
    assert numbers(cable) == found
    assert cable.paragraphs[0].zone == HEADER


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<P>1. (C) It opened in 200<P>1. It closed.\n\n<P>2. (C) Salt.", [1, 2]),
        ("<P>1. (C) It opened in November\n<P>16. It closed.\n\n<P>2. (C) Salt.", [1, 2]),
        ("<P>1. (C) Bread. <P>2. Salt.", [1, 2]),
        ("<P>1. (C) Bread.\n\nRules:\n\n<P>1. No salt.\n<P>2. No oil.\n\n<P>2. (C) Salt.", [1, 1, 1, 2, 2]),
        ("<P>1. (C) Bread.\n\n<P>36. (C) Salt.\n<P>37. (C) Oil.", [1, 36, 37]),
        ("<P>1. (C) Bread.\n\n2.(C) Salt.\n\n<P>4. (C) Oil.", [1, 2, 4]),
        ("1.(C) Bread.\n\n<P>2. (C) Salt.", [1, 2]),
        ("<P>1. (U) A.\n\n<P>2. (U) B.\n\n<P>1. (U) A. 2. (U) B.\n\n3. (U) C.", [1, 2, 1, 2, 3]),
    ],
)
def test_numbering_of_pages_whose_pilcrows_are_wrong_or_missing(body, found):
    body = body.replace("<P>", "<a id='par' href='#par'>¶</a>")
    cable = cable_of(f"<pre>{TAGS_AND_SUBJECT}{body}</pre>")
    assert numbers(cable) == found


def test_numbering_a_year_that_a_page_cut_in_two_is_whole_again():
    cable = cable_of(
        f"<pre>{TAGS_AND_SUBJECT}<a id='par1'>¶</a>1. (C) It opened in 200<a id='par1'>¶</a>1. It closed.</pre>"
    )
    assert cable.paragraphs[-1].text == "1. (C) It opened in 2001. It closed."


def test_numbering_a_heading_before_a_number_without_a_space():
    cable = cable_of(f"{HEAD}TAGS: PREL\nSUBJECT: A FAIR\n\n1.(C) Bread was sold.\n\nA heading\n\n2.(C) It was good.")
    assert [(p.zone, p.text) for p in cable.paragraphs[-3:]] == [
        (PARAGRAPH, "1.(C) Bread was sold."),
        (HEADING, "A heading"),
        (PARAGRAPH, "2.(C) It was good."),
    ]
