"""What became of every bracket, every correction and every cable that is left out."""

import pytest

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.partitions import PARTITIONS
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from cable_ner.labels import read_corrections
from tests.helpers.conversion import (
    GUILD,
    NONE,
    accounted,
    contents,
    decided,
    docs_of,
    form,
    mentions,
    place,
    sides,
    with_gold,
)


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_unaligned_is_listed_with_file_line_and_text(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, "pre-[LOC Rome  ]-based and anti[MISC Roman  ]ism ."), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    brackets = report.data["brackets"]
    assert brackets["total"] == accounted(report) == 38
    assert brackets["missing"] == {"not on token boundaries": 1}
    assert report.data["unaligned"] == [
        {"file": "bad.txt", "line": 5, "label": "MISC", "text": "Roman", "became": "missing", "tokens": "antiRomanism"}
    ]
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "antiRomanism" in doc.text]
    assert [token.text for token in doc if token.ent_iob == 0] == ["antiRomanism"]
    assert sum(part["missing_mentions"] for part in report.data["partitions"].values()) == 1


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_rules_are_counted_by_name(tmp_path, write_cables, cable):
    rules = tmp_path / "rules.yml"
    rules.write_text("rules:\n- {name: marking, action: reject, pattern: 'S/NF'}\n", encoding="utf8")
    raw = write_cables(tmp_path / "raw", range(8), "[ORG S/NF  ] .")
    with_rules = convert([str(raw)], tmp_path / "with", settings=ConversionSettings(rules=str(rules)))
    assert with_rules.data["brackets"] == {"total": 40, "entity": 32, **NONE, "rejected": {"rule: marking": 8}}
    assert with_rules.data["settings"]["rules"] is True
    without = convert([str(raw)], tmp_path / "without")
    assert without.data["brackets"] == {"total": 40, "entity": 40, **NONE}


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_mentions_that_rules_add_are_no_brackets(tmp_path, write_cables):
    rules = tmp_path / "rules.yml"
    rules.write_text(
        "rules:\n- {name: lost, action: find, pattern: '(?P<name>Ann Lee)(?= left)', label: PER, zones: [paragraph]}\n"
        "- {name: half, action: find, pattern: '(?P<name>U[.]S[.])', label: PER, zones: [paragraph]}\n",
        encoding="utf8",
    )
    raw = write_cables(tmp_path / "raw", range(8), GUILD)
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=str(rules)))
    # What a rule finds in the middle of a token (U.S.-led) is let go.
    assert report.data["brackets"] == {"total": 48, "entity": 48, **NONE, "added": {"rule: lost": 8}}
    assert accounted(report) == 48
    assert report.data["unaligned"] == []
    assert mentions(docs_of(tmp_path / "out"))["PER", "Ann Lee"] == 8
    assert sum(sum(part["mentions"].values()) for part in report.data["partitions"].values()) == 56


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_corrections_are_counted_and_win(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8), GUILD)
    text = "2. (U) Lee3 thanked all. The Millers Guild of Milltown met. Then Ann Lee left, and U.S.-led talks."
    unused = [form("Guild", "ORG", "LOC"), place(text + " ", "Lee3")]
    settings = decided(
        tmp_path,
        form("Millers Guild", "ORG", "LOC"),
        form("Milltown", "LOC", "", cable="c1.txt"),
        form("Ann Lee", "", "PER"),
        form("U.S.", "", "LOC"),
        unused[0],
        place(text, "Lee3", "ORG"),
        place(text, "Guild", "MISC"),
        unused[1],
    )
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    brackets = report.data["brackets"]
    # Of the 8 cables' 6 brackets, 2 are guilds, in c3 one of another extent, and a person there; c1 has no town.
    assert brackets == {
        "total": 48,
        "entity": 48 - 16 - 2 - 1,
        **NONE,
        "fixed": {"correction": 17},
        "rejected": {"correction: no entity": 2},
        "added": {"correction": 8},
    }
    assert accounted(report) == 48
    # What falls between tokens is missing, and listed.
    assert [row["text"] for row in report.data["unaligned"]] == ["U.S."] * 8
    docs = docs_of(tmp_path / "out")
    assert [token.text for doc in docs for token in doc if token.ent_iob == 0] == ["U.S.-led"] * 8
    found = mentions(docs)
    assert found["LOC", "Millers Guild"] == 15
    assert (found["MISC", "Guild"], found["ORG", "Lee3"], found["LOC", "Milltown"]) == (1, 1, 14)
    assert report.data["corrections"] == {"decisions": 8, "unused": unused}
    assert report.data["settings"]["corrections"] is True
    assert report.data["split"]["warnings"][-1] == "2 of 8 corrections do not apply to anything in these cables"
    [doc] = [doc for doc in docs if doc.text == text]
    were = [(start, end, [span[2] for span in spans]) for start, end, spans in doc.user_data["decided"]]
    assert [(text[start:end], labels) for start, end, labels in were] == [
        ("Lee3", ["PER"]), ("Millers Guild", ["ORG"]), ("Ann Lee", []), ("U.S.", []),
    ]  # fmt: skip


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_without_decisions_says_of_no_doc_that_it_was_decided(converted, raw, tmp_path):
    report = convert([str(raw)], tmp_path / "out", settings=decided(tmp_path, form("Bern", "LOC", "PER")))
    assert not any("decided" in doc.user_data for doc in docs_of(tmp_path / "out"))
    same = contents(converted[0])
    assert {name: data for name, data in contents(tmp_path / "out").items() if same[name] != data}.keys() == {"convert.json"}
    assert report.data["corrections"]["unused"] == [form("Bern", "LOC", "PER")]


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize(("seen", "left_out"), [("c3.txt", False), ("elsewhere.txt", True), (None, False)])
def test_tally_corrections_may_be_of_another_archive(raw, tmp_path, seen, left_out):
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG", **({"seen": seen} if seen else {})))
    settings = ConversionSettings(corrections=settings.corrections, corrections_use="of-these")
    report = convert([str(raw)], tmp_path / "out", settings=settings)
    assert mentions(docs_of(tmp_path / "out"))["LOC" if left_out else "ORG", "Milltown"] == 24
    warnings = ["the 1 corrections were made for another archive and are left out"] if left_out else []
    assert report.data["split"]["warnings"] == warnings


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_bad_correction_is_named_before_anything_is_read(raw, tmp_path):
    settings = decided(tmp_path, form("Milltown", "LOC", "ORG"), {"form": "Milltown"})
    with pytest.raises(ValueError, match=r"corrections\.jsonl:2: has no 'label'; correct the line or remove it"):
        convert([str(raw)], tmp_path / "out", settings=settings)
    assert contents(tmp_path / "out") == {}
    assert len(read_corrections(tmp_path / "none.jsonl").decisions) == 0


def test_tally_same_cable_twice_is_accounted_for(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(1))
    report = convert([str(raw), str(raw / "c0.txt")], tmp_path / "out")
    assert accounted(report) == report.data["brackets"]["total"]


@pytest.mark.usefixtures("one_tokenizer")
def test_tally_left_out_cables_are_remembered(raw, tmp_path, cable):
    """What goes nowhere is listed with the reason; its brackets are counted and its problems told of."""
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    (raw / "c2.txt").write_text(cable(2, "In [GPE Rome  ] ."), encoding="utf8")
    second = cable(3).replace("UNCLAS TESTPOST", "UNCLAS SECTION 02 OF 02 TESTPOST").replace("harvest", "cattle and sheep")
    (raw / "c3b.txt").write_text(second, encoding="utf8")
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    found = sides(tmp_path / "out")
    left_out = {name: side for name, side in found.items() if side not in PARTITIONS}
    # c2 and c3b say more than what was checked, so they are no twins of it, but they are of the same messages.
    assert left_out == {
        "c0.txt": "hand-checked twin is used instead",
        "c1.txt": "hand-checked twin is used instead",
        "c2.txt": "other part of a hand-checked message",
        "c3.txt": "hand-checked twin is used instead",
        "c3b.txt": "other part of a hand-checked message",
    }
    assert found["gold/test/c2.txt"] == "test"
    assert [row["message"] for row in report.data["problems"]] == [
        "'[GPE Rome]' has a label that is not kept; map it with --label-map GPE=LABEL"
    ]
    assert sum(report.data["brackets"]["rejected"].values()) == 4 * 5 + 1
    assert accounted(report) == report.data["brackets"]["total"] == 96 + 1 + 4 + 20
    assert sum(report.data["left_out"].values()) == 5
