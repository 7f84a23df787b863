"""Near copies stay on one side of the split, also when they come later; those that share boilerplate do not."""

import json
import random

import pytest

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.identity import body_words, identify
from cable_ner.corpus.increments import convert_new, read_placed
from cable_ner.corpus.near_copies import THRESHOLD, near_pairs
from cable_ner.corpus.sketches import checked, jaccard, shingles, sketch_of
from cable_ner.text import PARAGRAPH, Cable, Paragraph
from tests.helpers.conversion import sides

pytestmark = pytest.mark.usefixtures("one_tokenizer")

SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu".split()


def paragraphs(seed, *, count=6, words=60):
    """Returns paragraphs of invented words: no two stretches of three are likely to be the same."""
    chance = random.Random(seed)  # noqa: S311
    return [" ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(words)) for _ in range(count)]


def cable(texts, name="a.txt", number=1):
    return Cable(name, [Paragraph(text, [], PARAGRAPH) for text in texts], {"post": "TESTPOST", "number": number})


def one_word_changed(texts):
    return [texts[0], texts[1].replace(texts[1].split()[30], "corrected", 1), *texts[2:]]


def file_of(texts, number):
    body = "\n".join(f"<a id='par{at}' href='#par{at}'>¶</a>{at} .\n( U ) {text} ." for at, text in enumerate(texts, 1))
    return f"<code><pre>UNCLAS [LOC TESTPOST  ] {number:06d} SIPDIS SUBJECT: MARKETS\n{body}\n</pre></code>\n"


def write(folder, cables):
    folder.mkdir(parents=True, exist_ok=True)
    for name, texts, number in cables:
        (folder / name).write_text(file_of(texts, number), encoding="utf8")
    return folder


def pairs_of(*texts):
    """Returns the near copies among cables of these paragraphs."""
    made = [cable(one, f"{number}.txt", number) for number, one in enumerate(texts)]
    return list(near_pairs([identify(one) for one in made], 0, made.__getitem__))


# -- what near copies are ------------------------------------------------------------------------


def test_near_copies_jaccard_by_hand():
    first, second = (set(shingles(text.split())) for text in ("rain fell on the town", "rain fell on the old town"))
    assert first == {"rain fell on", "fell on the", "on the town"}
    assert jaccard(first, second) == 2 / 5
    assert (jaccard(first, first), jaccard(set(), set())) == (1, 0)


@pytest.mark.parametrize(
    ("change", "are_near"),
    [
        (lambda own, other: one_word_changed(own), True),
        (lambda own, other: [own[0], " ".join(["CORRECTED", *own[1].split()[12:]]), *own[2:]], True),  # a line
        (lambda own, other: [*own[:3], other[3], *own[4:]], True),  # a paragraph
        (lambda own, other: ["CORRECTED COPY text", *own], True),
        (lambda own, other: [own[0].upper(), *own[1:]], False),  # (the very same text: a copy)
        (lambda own, other: [*own[:3], *other[3:]], False),
        (lambda own, other: [own[0], *other[1:-1], own[-1]], False),  # the boilerplate of a post
        (lambda own, other: other, False),
    ],
)
def test_near_copies_of_a_cable_that_was_changed(change, are_near):
    for seed in range(10):
        own, other = paragraphs(seed), paragraphs(1000 + seed)
        assert pairs_of(own, paragraphs(500 + seed), change(own, other)) == ([(0, 2)] if are_near else [])


def test_near_copies_where_the_sketches_leave_doubt_are_told_by_the_texts():
    # The index of these runs from 0.45 to 0.75: sketches alone would err on some.
    for changed in range(40, 120, 4):
        own, other = (
            paragraphs(changed, count=1, words=300)[0].split(),
            paragraphs(changed + 1, count=1, words=300)[0].split(),
        )
        texts = [" ".join(own)], [" ".join(own[:-changed] + other[:changed])]
        index = jaccard(*(set(shingles(body_words(cable(text)))) for text in texts))
        assert pairs_of(*texts) == ([(0, 1)] if index >= THRESHOLD else [])


def test_near_copies_of_short_bodies_are_not_sought():
    assert identify(cable(["Please see septel ."])).sketch == b""
    assert identify(cable(paragraphs(0))).sketch == sketch_of(body_words(cable(paragraphs(0))))


def test_near_copies_do_not_depend_on_headers_spacing_and_case():
    first = cable(paragraphs(0))
    second = Cable("b", [Paragraph("UNCLAS ROME 000002", [], "header"), *first.paragraphs], {})
    assert identify(first).sketch == identify(second).sketch
    assert identify(first).sketch == identify(cable([text.upper().replace(" ", " , ") for text in paragraphs(0)])).sketch


def test_near_copies_kept_sketch_of_another_version_is_refused():
    own = sketch_of(paragraphs(0)[0].split())
    assert (checked(own), checked(b"")) == (own, b"")
    with pytest.raises(ValueError, match="version"):
        checked(own.replace(b":2", b":9"))


def test_near_copies_many_of_one_template_are_all_joined():
    texts = paragraphs(0)
    found = pairs_of(*([*texts[:5], paragraphs(seed)[5]] for seed in range(1, 60)))
    reached = {0}
    for first, second in found:
        reached |= {second} if first in reached else set()
    assert reached == set(range(59))


# -- in a conversion -----------------------------------------------------------------------------


def test_near_copies_stay_on_one_side(tmp_path):
    originals = [(f"{number}.txt", paragraphs(number, words=40), number) for number in range(40)]
    copies = [(f"{number}-corrected.txt", one_word_changed(texts), 1000 + number) for _, texts, number in originals]
    report = convert([str(write(tmp_path / "raw", originals + copies))], tmp_path / "out")
    found = sides(tmp_path / "out")
    assert [found[f"{number}.txt"] for number in range(40)] == [found[f"{number}-corrected.txt"] for number in range(40)]
    assert set(found.values()) == {"train", "dev", "test"}
    assert report.data["split"]["near_copies"] == {"cables": 80, "groups": 40}
    # All others are where they would be without.
    convert([str(write(tmp_path / "alone", originals))], tmp_path / "alone-out")
    convert([str(write(tmp_path / "more", originals + copies[:1]))], tmp_path / "more-out")
    alone, more = sides(tmp_path / "alone-out"), sides(tmp_path / "more-out")
    assert {name: side for name, side in more.items() if name not in ("0.txt", "0-corrected.txt")} == {
        name: side for name, side in alone.items() if name != "0.txt"
    }


def test_near_copies_take_the_sections_of_their_messages_along(tmp_path):
    originals = [(f"{number}.txt", paragraphs(number, words=40), number) for number in range(30)]
    copies = [(f"{number}-corrected.txt", one_word_changed(texts), 1000 + number) for _, texts, number in originals]
    sections = [(f"{number}-second.txt", paragraphs(200 + number, words=40), 1000 + number) for number in range(30)]
    convert([str(write(tmp_path / "raw", originals + copies + sections))], tmp_path / "out")
    found = sides(tmp_path / "out")
    assert all(found[f"{number}.txt"] == found[f"{number}-second.txt"] for number in range(30))


def test_near_copies_that_come_later_follow_and_move_nothing(tmp_path):
    originals = [(f"{number}.txt", paragraphs(number, words=40), number) for number in range(40)]
    raw = write(tmp_path / "raw", originals)
    convert([str(raw)], tmp_path / "corpus")
    before = sides(tmp_path / "corpus")
    write(raw, [(f"{number}-corrected.txt", one_word_changed(texts), 1000 + number) for _, texts, number in originals])
    report = convert_new([str(raw)], tmp_path / "corpus")
    found = sides(tmp_path / "corpus" / "increments" / "001")
    assert [found[f"{number}-corrected.txt"] for number in range(40)] == [before[f"{number}.txt"] for number in range(40)]
    assert report.data["split"]["near_copies"] == {"cables": 40, "groups": 40}
    # So do other sections of their messages, and near copies of them, in a third delivery.
    write(raw, [(f"{number}-second.txt", paragraphs(200 + number, words=40), 1000 + number) for number in range(40)])
    convert_new([str(raw)], tmp_path / "corpus")
    later = sides(tmp_path / "corpus" / "increments" / "002")
    assert [later[f"{number}-second.txt"] for number in range(40)] == [before[f"{number}.txt"] for number in range(40)]


def test_near_copies_of_cables_on_two_sides_are_left_out(tmp_path):
    # (an archive that was converted before near copies were known)
    texts = paragraphs(0, words=40)
    originals = [(f"{number}.txt", paragraphs(number, words=40), number) for number in range(1, 40)]
    raw = write(tmp_path / "raw", originals)
    convert([str(raw)], tmp_path / "corpus")
    test, train = (
        next(name for name, side in sides(tmp_path / "corpus").items() if side == wanted) for wanted in ("test", "train")
    )
    path = tmp_path / "corpus" / "cables.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    placed = {row.identity.name: row.identity for row in read_placed(path)}
    kept = next(row["sketch"] for row in rows if row["cable"] == test)
    for row in rows:
        if row["cable"] == train:
            row["sketch"] = kept
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    assert placed[test].sketch
    write(raw, [("new.txt", one_word_changed(paragraphs(int(test[:-4]), words=40)), 5000), ("other.txt", texts, 5001)])
    convert_new([str(raw)], tmp_path / "corpus")
    found = sides(tmp_path / "corpus" / "increments" / "001")
    assert found["new.txt"] == "its message is already in train and test"
    assert found["other.txt"] in ("train", "dev", "test")


def test_near_copies_of_a_kept_sketch_that_is_none_are_told_by_line(tmp_path):
    raw = write(tmp_path / "raw", [(f"{number}.txt", paragraphs(number, words=40), number) for number in range(8)])
    convert([str(raw)], tmp_path / "corpus")
    path = tmp_path / "corpus" / "cables.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    rows[2]["sketch"] = "0000000000"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    with pytest.raises(
        ValueError, match=r"cables\.jsonl:3: .*written by another version; run `spacy project run all` again"
    ):
        read_placed(path)
