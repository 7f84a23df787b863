"""The opponent: what it reads of a cable, learns and finds."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.opponent import (
    Opponent,
    cable_features,
    lines_in_capitals,
    train_opponent,
    without_white_space,
)
from cable_ner.audit.crf import Text, features, tags_of


def test_opponent_tokens_without_white_space():
    tokens = without_white_space(["Ann", "\n", "Lee", " ", "left", ".", "\n\n", "He", "\n"])
    assert tokens.indices == [0, 2, 4, 5, 7]
    assert tokens.words == ["Ann", "Lee", "left", ".", "He"]
    assert tokens.breaks == {0, 1, 4, 5}
    assert [tokens.begins(at) for at in range(5)] == [True, True, False, False, True]


@given(st.lists(st.sampled_from(["Ann", ".", "\n", " ", "\n\n", "ROME", "left"]), max_size=12))
def test_opponent_features_are_of_every_token_that_is_not_white_space(words):
    tokens = without_white_space(words)
    assert [words[index] for index in tokens.indices] == tokens.words == [word for word in words if not word.isspace()]
    assert [len(rows) for rows in cable_features([tokens, tokens])] == [len(tokens.words)] * 2
    assert len(lines_in_capitals(tokens)) == len(tokens.words)


def test_opponent_lines_in_capitals():
    tokens = without_white_space("RAIN IN MILLTOWN , \n ANN LEE \n ANN LEE left TOWN".replace("\n", "\n").split(" "))
    assert lines_in_capitals(tokens) == [True] * 4 + [False] * 2 + [False] * 4


def features_of(*texts: str) -> list[list[set[str]]]:
    """Returns what the opponent sees of each token of texts of one cable, beyond what the audit's CRF sees."""
    cable = [without_white_space(text.split(" ")) for text in texts]
    return [
        [set(row) - set(plain) for row, plain in zip(rows, features(tokens.words))]
        for tokens, rows in zip(cable, cable_features(cable))
    ]


def test_opponent_what_lines_say_of_a_token():
    ((first, second, third, stop, he),) = features_of("Ann \n Lee fled . He")
    assert {"first of line", "last of line", "begins"} <= first
    assert {"first of line", "begins"} <= second
    assert not {"first of line", "last of line", "begins"} & third
    assert third == {"p1=f", "c=x"}
    assert {"begins", "last of line"} <= he
    assert "first of line" not in he


def test_opponent_what_the_rest_of_the_cable_says_of_a_form():
    (first, second) = features_of("Lee spoke", "then Mayor LEE and Bob spoke to the Lee of the market and to bob")
    # LEE in capitals says nothing of its case; Lee, in the middle of a sentence, that it is written so.
    elsewhere = ["@-1=mayor", "@+1=and", "@-1s=Xxx", "@+1s=xx", "@-1=the", "@+1=of", "@-1s=xx", "@title"]
    assert {feature for feature in first[0] if feature[0] == "@"} == set(elsewhere)
    assert {feature for feature in second[4] if feature[0] == "@"} == {"@small"}
    assert {"@-1=_", "@+1=spoke"} <= second[2]
    assert not [feature for feature in first[1] if feature[0] == "@"]


def test_opponent_looks_at_six_other_places_of_a_form():
    ((row, *_),) = features_of("Lee " + " ".join(f"a{number} Lee" for number in range(9)))
    assert {feature for feature in row if feature.startswith("@-1=")} == {f"@-1=a{number}" for number in range(6)}


def text(words: str, *spans: tuple[int, int, str], cable: str = "a", missing: tuple[int, ...] = ()) -> Text:
    parts = words.split(" ")
    return Text(cable, parts, [True] * len(parts), tags_of(len(parts), spans, missing))


def archive() -> list[Text]:
    names = ["Ann", "Bob", "Cid", "Dan", "Eva", "Fay"]
    return [text(f"Mayor {name} \n Lee of Milltown spoke .", (1, 4, "PER"), (5, 6, "LOC"), cable=name) for name in names] + [
        text("Bread was good .", cable="z")
    ]


def test_opponent_opponent_finds_names_it_has_not_seen_also_across_lines(tmp_path):
    train_opponent(archive(), tmp_path / "a.crf")
    found = Opponent(tmp_path / "a.crf").spans([["Mayor", "Gus", "\n", "Lee", "of", "Oldtown", "spoke", "."], [], ["\n"]])
    assert found == [((1, 4, "PER"), (5, 6, "LOC")), (), ()]


def test_opponent_opponent_does_not_learn_where_labels_are_missing(tmp_path):
    texts = [one._replace(tags=["-" if tag == "B-LOC" else tag for tag in one.tags]) for one in archive()]
    train_opponent(texts, tmp_path / "a.crf")
    opponent = Opponent(tmp_path / "a.crf")
    assert set(opponent.tagger.labels()) == {"O", "B-PER", "I-PER"}
    assert opponent.spans([texts[0].words]) == [((1, 4, "PER"),)]
