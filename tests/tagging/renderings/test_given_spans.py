"""The model's mentions beside the annotations that a cable came with, in every format that can show both."""

from cable_ner.tagging.renderings import add_given_spans, columns, page, table_rows
from tests.helpers.tagging import NLP, tagged


def test_tagging_compares_with_the_annotations_that_were_there():
    cable = tagged(b"<pre>of [PER Ann Lee  ] , [ORG UN staff  ] [LOC x  ] , in Rome .</pre>", compare=True)
    assert [(item.label, item.span) for item in cable.given] == [("PER", (8, 15)), ("ORG", (18, 26)), ("LOC", (27, 28))]
    rows = [row.split(",")[6:] for row in table_rows(cable, compare=True).splitlines()]
    assert rows == [
        ["8", "15", "Ann Lee", "PER", "", "input"],
        ["8", "15", "Ann Lee", "PER", "", "model"],
        ["18", "20", "UN", "ORG", "", "model"],
        ["18", "26", "UN staff", "ORG", "", "input"],
        ["27", "28", "x", "LOC", "", "input"],
        ["34", "38", "Rome", "LOC", "", "model"],
    ]
    text = page(cable)[0].decode()
    assert text[text.index("<pre>") :] == (
        "<pre>of <mark data-ner=PER data-end><mark data-was=PER data-end>Ann Lee</mark></mark> , "
        "<mark data-ner=ORG data-end><mark data-was=ORG>UN</mark></mark><mark data-was=ORG data-end> staff</mark> "
        "<mark data-was=LOC data-end>x</mark> , in <mark data-ner=LOC data-end>Rome</mark> .</pre>"
    )
    add_given_spans(cable, NLP)
    assert columns(cable).decode() == (
        "of\tO\tO\nAnn\tB-PER\tB-PER\nLee\tI-PER\tI-PER\n,\tO\tO\nUN\tB-ORG\tB-ORG\nstaff\tO\tI-ORG\nx\tO\tB-LOC\n"
        ",\tO\tO\nin\tO\tO\nRome\tB-LOC\tO\n.\tO\tO\n\n"
    )
