"""cables.jsonl says of every cable what tells it apart, and a bad line is named."""

import pytest

from cable_ner.corpus.increments import convert_new, read_placed


def test_increments_of_the_base_say_what_tells_its_cables_apart(corpus):
    placed = read_placed(corpus / "cables.jsonl")
    assert len(placed) == 24
    assert len({item.identity.message for item in placed}) == len({item.identity.text for item in placed}) == 24
    assert {(item.partition != "", item.left_out) for item in placed} == {(True, None)}


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"cable":"a.txt","gold":false,"partition":"train","paragraphs":1}', "has no 'message'"),
        ('{"cable":"a","message":"m","text":"t","gold":false,"partition":"../x","paragraphs":1}', "no partition '../x'"),
        ('{"cable":"a","message":["m"],"text":"t","gold":false,"left_out":"so"}', "not text"),
        ("[]", ""),
        ("{", ""),
    ],
)
def test_increments_say_which_row_is_wrong(corpus, raw, line, what):
    with (corpus / "cables.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=rf"cables.jsonl:25: .*{what}.*run `spacy project run all` again"):
        convert_new([str(raw)], corpus)
