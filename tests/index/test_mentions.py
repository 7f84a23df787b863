"""Mentions as they are read, from tables and from DocBin files."""

import pytest
import spacy
from spacy.tokens import Span

from cable_ner.files import SheetError, new_docbin
from cable_ner.index.indexing import make_index
from cable_ner.index.mentions import MentionRow, docs_mentions, is_docbin, read_mentions, sheet_files
from cable_ner.index.tally import Tally

HEADER = "cable,date,reference_id,index,paragraph,zone,start,end,text,label,score\n"


def sheet(tmp_path, *rows, header=HEADER):
    path = tmp_path / "mentions.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf8")
    return path


def test_entities_read_mentions(tmp_path):
    path = sheet(
        tmp_path,
        'c1.txt,2008-01-01 10:00,08X1,4,2,paragraph,10,14,"Saif",PER,0.9',
        "c1.txt,2008-01-01 10:00,08X1,4,2,paragraph,,,'=Saif,PER,",
    )
    assert list(read_mentions(path)) == [
        MentionRow("c1.txt", "2008-01-01 10:00", "PER", "Saif", "4", 10, 14),
        MentionRow("c1.txt", "2008-01-01 10:00", "PER", "=Saif"),
    ]


def test_entities_read_mentions_in_any_order_of_columns_and_of_the_model_only(tmp_path):
    path = sheet(tmp_path, "model;Saif;;PER;c", "input;Saif al;;PER;c", header="by;text;date;label;cable\n")
    assert list(read_mentions(path)) == [MentionRow("c", "", "PER", "Saif")]


def test_entities_read_mentions_tells_all_that_is_wrong(tmp_path):
    path = sheet(tmp_path, "c,,,,,,,,,PER,", "c,,,,,,,,Saif,,", "c,,,,,,,,Saif,PER,", ",,,,,,,,Saif,PER,")
    with pytest.raises(SheetError) as caught:
        list(read_mentions(path))
    assert caught.value.problems == [
        f"{path}:2: has no text; fill it in, or remove the row",
        f"{path}:3: has no label; fill it in, or remove the row",
        f"{path}:5: has no cable; fill it in, or remove the row",
    ]


def test_entities_sheet_files(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in sheet_files(tmp_path)] == ["a.csv", "b.csv"]
    with pytest.raises(FileNotFoundError, match="contains no mentions; give the output"):
        sheet_files(tmp_path / "none.csv")


def test_entities_of_docs(tmp_path):
    nlp = spacy.blank("en")
    header = nlp.make_doc("R 281510Z FEB 10 FM AMEMBASSY BERN")
    header.ents = [Span(header, 4, 6, "ORG")]
    header.user_data.update(cable="c1", index=0, zone="header")
    body = nlp.make_doc("Saif met Ann\nLee.")
    body.ents = [Span(body, 0, 1, "PER"), Span(body, 2, 5, "PER")]
    body.user_data.update(cable="c1", index=1, zone="paragraph")
    dated = nlp.make_doc("On 281510Z FEB 10 in Bern")
    dated.ents = [Span(dated, len(dated) - 1, len(dated), "LOC")]
    dated.user_data.update(cable="c2", index=0, zone="paragraph", date="2009-01-02 03:04")
    path = tmp_path / "train.spacy"
    new_docbin([header, body, dated]).to_disk(path)
    found = [mention for mention in docs_mentions(path, nlp.vocab) if mention.text]
    assert [
        (mention.cable, mention.date, mention.label, mention.text, mention.place, mention.start) for mention in found
    ] == [
        ("c1", "281510Z FEB 10", "ORG", header[4:6].text, "0", header[4].idx),
        ("c1", "", "PER", "Saif", "1", 0),
        ("c1", "", "PER", "Ann Lee", "1", 9),
        ("c2", "2009-01-02 03:04", "LOC", "Bern", "0", 21),
    ]
    tally = Tally()
    tally.add(docs_mentions(path, nlp.vocab))
    assert {group.total.text: group.total.first for group in make_index(tally).groups} == {
        header[4:6].text: "2010-02-28", "Saif": "2010-02-28", "Ann Lee": "2010-02-28", "Bern": "2009-01-02",
    }  # fmt: skip
    assert is_docbin(path)
    assert is_docbin(tmp_path)
    assert not is_docbin(tmp_path / "x.csv")
