"""Tags and spans, the features of the CRFs, and the opponent: what it reads of a cable, learns and finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.crf import (
    Opponent,
    Text,
    by_cable,
    cable_features,
    features,
    lines_in_capitals,
    shape,
    spans_of,
    tags_of,
    train_crf,
    train_opponent,
    without_white_space,
)
from tests.helpers.audit import LABELS, LAW


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["O", "B-PER", "I-PER", "O"], ((1, 3, "PER"),)),
        (["B-PER", "B-PER", "I-LOC"], ((0, 1, "PER"), (1, 2, "PER"), (2, 3, "LOC"))),
        (["I-ORG", "-", "I-ORG"], ((0, 1, "ORG"), (2, 3, "ORG"))),
        ([], ()),
    ],
)
def test_crf_spans_of_tags(tags, expected):
    assert spans_of(tags) == expected


@st.composite
def some_spans(draw):
    size = draw(st.integers(0, 12))
    bounds = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2])
    return size, tuple((start, end, draw(st.sampled_from(LABELS))) for start, end in pairs)


@LAW
@given(some_spans())
def test_crf_tags_keep_spans(case):
    size, expected = case
    tags = tags_of(size, expected)
    assert len(tags) == size
    assert spans_of(tags) == expected


@pytest.mark.parametrize(("word", "expected"), [("McDonald", "XxXxx"), ("2009", "dd"), ("S/NF", "X/XX"), ("", "")])
def test_crf_shape(word, expected):
    assert shape(word) == expected


def test_crf_tokens_without_white_space():
    tokens = without_white_space(["Ann", "\n", "Lee", " ", "left", ".", "\n\n", "He", "\n"])
    assert tokens.indices == [0, 2, 4, 5, 7]
    assert tokens.words == ["Ann", "Lee", "left", ".", "He"]
    assert tokens.breaks == {0, 1, 4, 5}
    assert [tokens.begins(at) for at in range(5)] == [True, True, False, False, True]


@LAW
@given(st.lists(st.sampled_from(["Ann", ".", "\n", " ", "\n\n", "ROME", "left"]), max_size=12))
def test_crf_features_are_of_every_token_that_is_not_white_space(words):
    tokens = without_white_space(words)
    assert [words[index] for index in tokens.indices] == tokens.words == [word for word in words if not word.isspace()]
    assert [len(rows) for rows in cable_features([tokens, tokens])] == [len(tokens.words)] * 2
    assert len(lines_in_capitals(tokens)) == len(tokens.words)


def test_crf_lines_in_capitals():
    tokens = without_white_space("RAIN IN MILLTOWN , \n ANN LEE \n ANN LEE left TOWN".replace("\n", "\n").split(" "))
    assert lines_in_capitals(tokens) == [True] * 4 + [False] * 2 + [False] * 4


def features_of(*texts: str) -> list[list[set[str]]]:
    """Returns what the opponent sees of each token of texts of one cable, beyond what the audit's CRF sees."""
    cable = [without_white_space(text.split(" ")) for text in texts]
    return [
        [set(row) - set(plain) for row, plain in zip(rows, features(tokens.words))]
        for tokens, rows in zip(cable, cable_features(cable))
    ]


def test_crf_what_lines_say_of_a_token():
    ((first, second, third, stop, he),) = features_of("Ann \n Lee fled . He")
    assert {"first of line", "last of line", "begins"} <= first
    assert {"first of line", "begins"} <= second
    assert not {"first of line", "last of line", "begins"} & third
    assert third == {"p1=f", "c=x"}
    assert {"begins", "last of line"} <= he
    assert "first of line" not in he


def test_crf_what_the_rest_of_the_cable_says_of_a_form():
    (first, second) = features_of("Lee spoke", "then Mayor LEE and Bob spoke to the Lee of the market and to bob")
    # LEE in capitals says nothing of its case; Lee, in the middle of a sentence, that it is written so.
    elsewhere = ["@-1=mayor", "@+1=and", "@-1s=Xxx", "@+1s=xx", "@-1=the", "@+1=of", "@-1s=xx", "@title"]
    assert {feature for feature in first[0] if feature[0] == "@"} == set(elsewhere)
    assert {feature for feature in second[4] if feature[0] == "@"} == {"@small"}
    assert {"@-1=_", "@+1=spoke"} <= second[2]
    assert not [feature for feature in first[1] if feature[0] == "@"]


def test_crf_looks_at_six_other_places_of_a_form():
    ((row, *_),) = features_of("Lee " + " ".join(f"a{number} Lee" for number in range(9)))
    assert {feature for feature in row if feature.startswith("@-1=")} == {f"@-1=a{number}" for number in range(6)}


@pytest.mark.parametrize(
    ("groups", "expected"), [(["a", "b", "a"], [[0, 2], [1]]), (["", "a", "", "a"], [[0], [1, 3], [2]]), ([], [])]
)
def test_crf_texts_by_cable(groups, expected):
    assert by_cable(groups) == expected


def text(words: str, *spans: tuple[int, int, str], cable: str = "a", missing: tuple[int, ...] = ()) -> Text:
    parts = words.split(" ")
    return Text(cable, parts, [True] * len(parts), tags_of(len(parts), spans, missing))


def archive() -> list[Text]:
    names = ["Ann", "Bob", "Cid", "Dan", "Eva", "Fay"]
    return [text(f"Mayor {name} \n Lee of Milltown spoke .", (1, 4, "PER"), (5, 6, "LOC"), cable=name) for name in names] + [
        text("Bread was good .", cable="z")
    ]


def test_crf_opponent_finds_names_it_has_not_seen_also_across_lines(tmp_path):
    train_opponent(archive(), tmp_path / "a.crf")
    found = Opponent(tmp_path / "a.crf").spans([["Mayor", "Gus", "\n", "Lee", "of", "Oldtown", "spoke", "."], [], ["\n"]])
    assert found == [((1, 4, "PER"), (5, 6, "LOC")), (), ()]


def test_crf_opponent_does_not_learn_where_labels_are_missing(tmp_path):
    texts = [one._replace(tags=["-" if tag == "B-LOC" else tag for tag in one.tags]) for one in archive()]
    train_opponent(texts, tmp_path / "a.crf")
    opponent = Opponent(tmp_path / "a.crf")
    assert set(opponent.tagger.labels()) == {"O", "B-PER", "I-PER"}
    assert opponent.spans([texts[0].words]) == [((1, 4, "PER"),)]


def test_crf_no_more_iterations_are_made_than_were_asked_for(tmp_path):
    rows = [(features(one.words), one.tags) for one in archive()]
    for name, iterations in (("one", 1), ("again", 1), ("many", 50)):
        train_crf(tmp_path / name, rows, {"c1": 0.1, "c2": 0.1}, iterations)
    one, again, many = ((tmp_path / name).read_bytes() for name in ("one", "again", "many"))
    assert one == again != many
