"""Cables without any annotation: unlabelled, not free of names."""

import json

import pytest

from cable_ner.audit import audit
from cable_ner.corpus import NEGATIVES, UNLABELLED, is_annotated, read_cable
from cable_ner.corpus.conversion import convert
from cable_ner.corpus.increments import convert_new, settings_differ
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from cable_ner.evaluation import against_gold
from cable_ner.files import Source, sources
from cable_ner.text import Scheme
from cable_ner.training import TextCounts, Texts
from tests.helpers.conversion import docs_of, sides, with_gold

PLAIN = "Rain fell in the valley {number} , and Ann Bell did not mind .\n"
WHY = "has no annotation, so it is unlabelled"

pytestmark = pytest.mark.usefixtures("one_tokenizer")


@pytest.fixture
def plain(tmp_path, write_cables):
    """Returns a folder of 8 annotated cables and 3 plain ones."""
    raw = write_cables(tmp_path / "raw", range(8))
    for number in range(3):
        (raw / f"plain{number}.txt").write_text(PLAIN.format(number=number), encoding="utf8")
    return raw


def test_unlabelled_cables_are_left_out_counted_and_named(plain, tmp_path):
    report = convert([str(plain)], tmp_path / "out")
    names = [f"plain{number}.txt" for number in range(3)]
    found = sides(tmp_path / "out")
    assert {name: found[name] for name in names} == dict.fromkeys(names, WHY)
    assert report.data["left_out"] == {WHY: 3}
    assert report.data["unlabelled"] == {"cables": 3, "paragraphs": 3, "tokens": 42, "names": names}
    assert {doc.user_data["cable"] for doc in docs_of(tmp_path / "out")} == {f"c{number}.txt" for number in range(8)}
    # Their text is kept, and says nothing about names.
    kept = docs_of(tmp_path / "out", UNLABELLED)
    assert sorted(doc.text for doc in kept) == [
        f"Rain fell in the valley {number}, and Ann Bell did not mind." for number in range(3)
    ]
    assert {(doc.user_data["labels"], doc.has_annotation("ENT_IOB")) for doc in kept} == {(UNLABELLED, False)}
    # They change nothing for the others.
    for name in names:
        (plain / name).unlink()
    convert([str(plain)], tmp_path / "without")
    for name in ("train", "dev", "test"):
        assert (tmp_path / "without" / f"{name}.spacy").read_bytes() == (tmp_path / "out" / f"{name}.spacy").read_bytes()


def test_unlabelled_are_not_cables_whose_labels_are_not_kept_and_they_are_no_negatives(plain, tmp_path):
    settings = ConversionSettings(Scheme(("per", "EVENT")))
    message = r"kept \(per,EVENT\): they are LOC \d+, .*PER \d+; name these with --labels, .* --label-map LOC=per"
    with pytest.raises(ValueError, match=message):
        convert([str(plain)], tmp_path / "out", settings=settings)
    assert not (tmp_path / "out" / "train.spacy").exists()


def test_unlabelled_file_of_an_earlier_conversion_does_not_stay(plain, tmp_path):
    convert([str(plain)], tmp_path / "out")
    report = convert([str(plain)], tmp_path / "out", settings=ConversionSettings(unannotated=NEGATIVES))
    assert not (tmp_path / "out" / "unlabelled.spacy").exists()
    assert "unlabelled" not in report.data
    assert report.data["settings"]["unannotated"] == NEGATIVES
    docs = [doc for doc in docs_of(tmp_path / "out") if doc.user_data["cable"].startswith("plain")]
    assert {token.ent_iob_ for doc in docs for token in doc} == {"O"}
    assert len(docs) == 3


def test_unlabelled_alone_is_an_error_that_says_what_to_do(tmp_path):
    (tmp_path / "raw").mkdir()
    for number in range(60):
        (tmp_path / "raw" / f"{number}.txt").write_text(PLAIN.format(number=number), encoding="utf8")
    message = r"^none of the 60 cables in .*raw has an annotation.*cable-ner tag.*--unannotated negatives$"
    with pytest.raises(ValueError, match=message):
        convert([str(tmp_path / "raw")], tmp_path / "out")
    assert not (tmp_path / "out" / "train.spacy").exists()


# What is in a cable beside the words `Rain fell.`, and whether that makes it annotated.
ANNOTATED = {
    "nothing": ("", False),
    "a bracket that is text": ("[sic] [ Pere Q ]", False),
    "an annotation": ("[PER Ann Bell  ]", True),
    "one with another label": ("[GPE Rome  ]", True),
    "an empty one": ("[PER   ]", True),
    "one that is never closed": ("[PER Ann Bell", True),
}


@pytest.mark.parametrize("case", ANNOTATED)
def test_unlabelled_is_what_has_no_bracket_at_all(plain, tmp_path, case):
    extra, annotated = ANNOTATED[case]
    (plain / "odd.txt").write_text(f"Rain fell. {extra}\n", encoding="utf8")
    convert([str(plain)], tmp_path / "out")
    assert (sides(tmp_path / "out")["odd.txt"] != WHY) == annotated


def test_unlabelled_gold_is_a_negative_and_named(plain, cable, tmp_path):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "test")
    (gold / "test" / "plain0.txt").write_text(PLAIN.format(number=0), encoding="utf8")
    report = convert([str(plain)], tmp_path / "out", checked=GoldFolders(str(gold)))
    [doc] = [doc for doc in docs_of(tmp_path / "out", "test") if "plain0" in doc.user_data["cable"]]
    assert {token.ent_iob_ for token in doc} == {"O"}
    assert any(
        line.startswith("1 hand-checked cables have no annotation and count as cables without names (test/plain0.txt)")
        for line in report.data["split"]["warnings"]
    )
    # Its twin has no labels of the tagger, so it is no baseline.
    assert "plain0.txt" not in {doc.user_data["cable"] for doc in docs_of(tmp_path / "out", "test-silver")}


def test_unlabelled_cables_with_hand_checked_ones_to_train_on(tmp_path, cable):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "plain.txt").write_text(PLAIN.format(number=1), encoding="utf8")
    checked = GoldFolders(
        str(with_gold(tmp_path / "g", range(4), cable)), str(with_gold(tmp_path / "t", range(4, 8), cable))
    )
    report = convert([str(tmp_path / "raw")], tmp_path / "out", checked=checked)
    assert report.data["partitions"]["train"]["labels"] == "gold"
    assert report.data["unlabelled"]["cables"] == 1


# -- increments ----------------------------------------------------------------------------------


def test_unlabelled_cable_is_new_once_it_is_annotated(plain, tmp_path, cable):
    corpus, said = tmp_path / "corpus", []
    convert([str(plain)], corpus)
    assert convert_new([str(plain)], corpus, announce=said.append) is None
    assert said == []
    (plain / "plain0.txt").write_text(cable(70), encoding="utf8")
    (plain / "plain9.txt").write_text(PLAIN.format(number=9), encoding="utf8")
    report = convert_new([str(plain)], corpus, announce=said.append)
    assert set(sides(corpus / "increments" / "001")) == {"plain0.txt", "plain9.txt"}
    assert report.data["unlabelled"]["names"] == ["plain9.txt"]
    [line] = said
    assert line.startswith("1 new cable is left out, without any annotation: plain9.txt; tag them with a model")


def test_unlabelled_cables_alone_make_no_increment(plain, tmp_path):
    corpus, said = tmp_path / "corpus", []
    convert([str(plain)], corpus)
    (plain / "plain9.txt").write_text(PLAIN.format(number=9), encoding="utf8")
    assert convert_new([str(plain)], corpus, announce=said.append) is None
    assert not (corpus / "increments").exists()
    assert [line.split(";")[0] for line in said] == ["1 new cable is left out, without any annotation: plain9.txt"]


def test_unlabelled_setting_that_differs_from_the_base_is_told(plain, tmp_path):
    convert([str(plain)], tmp_path / "corpus")
    assert settings_differ(tmp_path / "corpus", ConversionSettings()) == []
    assert settings_differ(tmp_path / "corpus", ConversionSettings(unannotated=NEGATIVES)) == [
        "cables without annotation: negatives (base: leave-out)"
    ]


# -- what needs labels, and what does not --------------------------------------------------------


def test_unlabelled_text_is_learned_from_but_not_that_of_cables_to_score_with(plain, tmp_path):
    gold = tmp_path / "gold" / "test"
    gold.mkdir(parents=True)
    (gold / "other.txt").write_text(PLAIN.format(number=0).replace("Ann Bell", "[PER Ann Bell  ]"), encoding="utf8")
    out = tmp_path / "out"
    convert([str(plain)], out, checked=GoldFolders(str(tmp_path / "gold")))
    texts = Texts([out / "train.spacy", out / "unlabelled.spacy"], held_out=[out / "test.spacy"])
    found = [doc.text for doc in texts.read(TextCounts()) if "valley" in doc.text and "Bell" in doc.text]
    assert sorted(text.split(",")[0] for text in found) == ["Rain fell in the valley 1", "Rain fell in the valley 2"]


def test_unlabelled_docs_are_not_audited(plain, tmp_path):
    convert([str(plain)], tmp_path / "out")
    with pytest.raises(ValueError, match="has no labels to audit; tag them with a model"):
        audit(docs_of(tmp_path / "out", UNLABELLED))


@pytest.mark.parametrize(("unannotated", "compared", "missed"), [("leave-out", 2, 0), (NEGATIVES, 3, 1)])
def test_unlabelled_cables_are_not_compared_with_gold(plain, cable, tmp_path, unannotated, compared, missed):
    gold = tmp_path / "gold"
    gold.mkdir()
    for number in range(2):
        (gold / f"c{number}.txt").write_text(cable(number), encoding="utf8")
    (gold / "plain0.txt").write_text(PLAIN.format(number=0).replace("Ann Bell", "[PER Ann Bell  ]"), encoding="utf8")
    figures = against_gold([str(plain)], [str(gold)], rules=[], unannotated=unannotated)
    assert figures["cables"]["compared"] == compared
    assert figures["labels"]["as tagged"]["all"]["missed"] == missed
    assert figures["cables"]["unlabelled"] == ([f"plain{number}.txt" for number in range(3)] if compared == 2 else [])


@pytest.mark.parametrize("format", ["inline", "jsonl", "conll", "brat"])
def test_unlabelled_survives_a_round_trip(plain, tmp_path, command, format):
    convert([str(plain)], tmp_path / "out")
    again = tmp_path / "again"
    assert command("export", tmp_path / "out" / "unlabelled.spacy", "-o", again, "--format", format).exit_code == 0
    found = [item for item in sources([str(again)]) if isinstance(item, Source)]
    assert [is_annotated(read_cable(item)) for item in found] == [False] * 3


def test_unlabelled_cables_are_told_of_in_the_terminal(plain, tmp_path, command):
    result = command("convert", plain, "-o", tmp_path / "out")
    assert "3 cables have no annotation (plain0.txt, plain1.txt, plain2.txt)" in " ".join(result.output.split())
    result = command("convert", plain, "-o", tmp_path / "out", "--unannotated", "negatives")
    assert "have no annotation" not in result.output
    rows = [json.loads(line) for line in (tmp_path / "out" / "cables.jsonl").read_text(encoding="utf8").splitlines()]
    assert all("partition" in row for row in rows)
