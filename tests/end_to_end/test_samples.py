"""The sample archive keeps to its own rules (corpus/README.md)."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from cable_ner.text import LABELS, PARAGRAPH, Cable, parse

CORPUS = Path(__file__).parents[2] / "corpus"
_TITLE = re.compile(r"(?:Ambassador|President|Prime Minister|Minister|Sheikh|General|Colonel|Captain|Dr\.|Mr\.|Mrs\.) ")
# Forms that are two things in the archive, each rightly: a people and a person, a place and a company …
_TWO_THINGS = 9


def read(folder: str) -> dict[str, Cable]:
    return {path.name: parse(path.read_bytes(), path.name) for path in sorted((CORPUS / folder).rglob("*.txt"))}


@pytest.fixture(scope="module")
def raw() -> dict[str, Cable]:
    return read("raw")


@pytest.fixture(scope="module")
def gold() -> dict[str, Cable]:
    return {**read("gold"), **read("gold-train")}


def letters(cable: Cable) -> str:
    return "".join("".join(paragraph.text.split()) for paragraph in cable.paragraphs)


def mentions(cable: Cable) -> set[tuple[int, int, int, str]]:
    return {
        (index, len("".join(p.text[: m.start].split())), len("".join(p.text[: m.end].split())), m.label)
        for index, p in enumerate(cable.paragraphs)
        for m in p.mentions
    }


def test_corpus_has_the_promised_size(raw, gold):
    assert len(raw) == len(gold) == 245
    assert {folder: len(read(folder)) for folder in ("gold/test", "gold/dev", "gold-train", "natural")} == {
        "gold/test": 48, "gold/dev": 26, "gold-train": 171, "natural": 48,
    }  # fmt: skip
    words = sum(len(p.text.split()) for cable in gold.values() for p in cable.paragraphs if p.zone == PARAGRAPH)
    assert words > 60_000


@pytest.mark.parametrize("folder", ["raw", "gold", "gold-train", "natural"])
def test_corpus_markup_is_clean(folder):
    for name, cable in read(folder).items():
        assert cable.problems == [], name
        assert {item.reason for item in cable.rejected} <= {"page furniture"}, name
        assert cable.meta["post"], name
        assert cable.meta["number"], name


def test_corpus_every_file_says_it_is_invented():
    for folder in ("raw", "gold", "gold-train"):
        for file in (CORPUS / folder).rglob("*.txt"):
            assert "invented" in file.read_text(encoding="utf8").splitlines()[0], file.name


def test_corpus_silver_and_gold_differ_in_brackets_only(raw, gold):
    bracket = re.compile(r"\[(?:PER|ORG|LOC|MISC) |(?:  )?\]")
    for path in sorted((CORPUS / "raw").glob("*.txt")):
        twin = next((CORPUS).glob(f"gold*/**/{path.name}"))
        silver, checked = (bracket.sub("", file.read_text(encoding="utf8")) for file in (path, twin))
        assert "".join(silver.split()) == "".join(checked.split()), path.name
        assert letters(raw[path.name]) == letters(gold[path.name]), path.name


def test_corpus_silver_errs_about_as_much_as_the_real_tagger(raw, gold):
    right = sum(len(mentions(raw[name]) & mentions(gold[name])) for name in gold)
    total = sum(len(mentions(cable)) for cables in (raw, gold) for cable in cables.values())
    assert 0.60 <= 2 * right / total <= 0.70


def test_corpus_natural_twins_have_the_gold_mentions(gold):
    for name, cable in read("natural").items():
        texts = Counter((p.text[m.start : m.end], m.label) for p in cable.paragraphs for m in p.mentions)
        checked = gold[name].paragraphs
        twin = Counter((" ".join(p.text[m.start : m.end].split()), m.label) for p in checked for m in p.mentions)
        assert sum(texts.values()) == pytest.approx(sum(twin.values()), abs=2), name


def test_corpus_no_two_cables_share_a_paragraph(gold):
    seen: dict[str, str] = {}
    for name, cable in gold.items():
        for paragraph in cable.paragraphs:
            key = re.sub(r"\W", "", paragraph.text.lower())
            if paragraph.zone == PARAGRAPH and len(key) > 60:
                assert seen.setdefault(key, name) == name
                seen[key] = name


def test_corpus_label_counts_are_plausible(gold):
    totals: Counter = Counter()
    for name, cable in gold.items():
        labels = Counter(m.label for p in cable.paragraphs for m in p.mentions)
        words = sum(len(p.text.split()) for p in cable.paragraphs)
        assert 0.04 <= sum(labels.values()) / words <= 0.25, name
        assert set(labels) <= set(LABELS)
        totals += labels
    shares = {label: count / sum(totals.values()) for label, count in totals.items()}
    assert all(0.1 < shares[label] < 0.5 for label in LABELS)


def test_corpus_gold_keeps_to_the_guidelines(gold):
    forms: dict[str, Counter] = defaultdict(Counter)
    for name, cable in gold.items():
        for paragraph in cable.paragraphs:
            for mention in paragraph.mentions:
                text = " ".join(paragraph.text[mention.start : mention.end].split())
                assert not re.search(r"(?:['’]s|[,;:(]|^[\"“(])$", text), (name, text)
                assert not (mention.label == "PER" and _TITLE.match(text)), (name, text)
                assert not re.fullmatch(r"[SC]/NF|NOFORN|SIPDIS|EmbOff|DCM|the Embassy|WMD|HIV/AIDS", text), (name, text)
                forms[text.lower() if len(text) > 5 else text][mention.label] += 1
    two = {form: labels for form, labels in forms.items() if len(labels) > 1}
    assert len(two) <= _TWO_THINGS, two
