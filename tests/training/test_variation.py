"""Variations of training texts: what each one makes of a text, and that mentions are always where their names are."""

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.names import gazetteer
from cable_ner.text.spacing import restore
from cable_ner.training import variation
from cable_ner.training.variation import (
    MARKINGS,
    REDACTION,
    SIZES,
    Inventory,
    Sample,
    Shares,
    cropped,
    edited,
    in_capitals,
    inventory_of,
    piece_bounds,
    reads_as_heading,
    redacted,
    scrambled,
    sentence_gaps,
    token_spaced,
    varied,
    with_capital_lead,
    with_lower_heading,
    with_other_letters,
    with_other_marking,
    with_other_names,
    with_other_quotes,
    wrapped,
)

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=100)
PEOPLE = ("Ann Lee", "Bob Stone", "Cy Marsh", "Dora al-Hill", "Eve O'Dell", "Fay de la Tour")
PLACES = ("Milltown", "Oldtown", "Lake Chad", "Bern", "Libya", "U.S.", "the Hague")
INVENTORY = Inventory(frozenset(("spoke", "about", "market")), {"PER": PEOPLE, "LOC": PLACES, "MISC": ("Libyan",)})


def rng(seed=0):
    return Random(seed)  # noqa: S311


def mark(text):
    """Returns a sample from a text with brackets: `[PER Ann Lee]`, and `[? Bern]` where the label is not known."""
    plain, spans, missing, at = "", [], [], 0
    for match in re.finditer(r"\[(\?|[A-Z]+) ([^\]]*)\]", text):
        plain += text[at : match.start()]
        place = (len(plain), len(plain) + len(match[2]))
        plain += match[2]
        at = match.end()
        if match[1] == "?":
            missing.append(place)
        else:
            spans.append((*place, match[1]))
    return Sample(plain + text[at:], tuple(spans), tuple(missing))


def marked(sample):
    """Returns the text with brackets again."""
    places = sorted([*sample.spans, *((start, end, "?") for start, end in sample.missing)])
    text, at = "", 0
    for start, end, label in places:
        text += f"{sample.text[at:start]}[{label} {sample.text[start:end]}]"
        at = end
    return text + sample.text[at:]


def mentions(sample):
    return [(sample.text[start:end], label) for start, end, label in sample.spans]


def unknown(sample):
    return [sample.text[start:end] for start, end in sample.missing]


def assert_well_formed(sample):
    places = sorted([*(span[:2] for span in sample.spans), *sample.missing])
    assert list(sample.spans) == sorted(sample.spans)
    assert list(sample.missing) == sorted(sample.missing)
    borders = [0, *(border for place in places for border in place), len(sample.text)]
    assert borders == sorted(borders)
    assert all(start < end for start, end in places)


_words = st.sampled_from(
    ("spoke", "about", "the", "of", "harvests", "Straße", "STATE", "HARVESTS", "e.g.", "don't", "Saif's", '"yes,"', "“no”")
    + ("(ref", "A)", "1996", "year.", "why?", "Mr.", "said:", '"', "'", "''", "--", "xxxxxxxxxxxx", "İzmir", "half-built")
) | st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=9)
_names = st.sampled_from(
    (*PEOPLE, *PLACES, "ANN LEE", "libya", "Libya's", "Growers'", 'the "Tiger"', "New\nYork", "USG", "ß")
)
_parts = st.one_of(
    st.tuples(st.just(""), _words),
    st.tuples(st.sampled_from(("PER", "LOC", "MISC", "X")), _names),
    st.tuples(st.just("?"), _names),
)
_gaps = st.sampled_from((" ", " ", " ", "  ", "\n", ". ", ", ", "", " \n\n ", '" ', "/"))
_starts = st.sampled_from(("", "", "1. (C) ", "( S/NF ) ", "(U) ", "12 . ( SBU )"))


@st.composite
def samples(draw):
    """Any text with mentions and places of unknown label, some of them side by side."""
    text, spans, missing = draw(_starts), [], []
    for (label, part), gap in draw(st.lists(st.tuples(_parts, _gaps), max_size=14)):
        place = (len(text), len(text) + len(part))
        if label == "?":
            missing.append(place)
        elif label:
            spans.append((*place, label))
        text += part + gap
    return Sample(text, tuple(spans), tuple(missing))


seeds = st.integers(0, 2**32)


# -- editing -------------------------------------------------------------------------------------


def test_variation_edits_move_spans():
    sample = mark("[PER Ann] of [LOC Bern] was [? in] here")
    edits = [(0, 0, "1. "), (3, 3, "'s"), (7, 11, "New York"), (12, 15, ""), (16, 16, " ")]
    assert marked(edited(sample, edits)) == "1. [PER Ann]'s of [LOC New York]   [? in] here"
    assert edited(sample, []) is sample


def test_variation_edits_between_neighbours_are_in_neither():
    sample = mark("[LOC U.S.][ORG Navy]")
    assert marked(edited(sample, [(4, 4, "/")])) == "[LOC U.S.]/[ORG Navy]"
    assert marked(edited(sample, [(0, 4, "UK")])) == "[LOC UK][ORG Navy]"
    assert marked(edited(sample, [(2, 2, " "), (8, 8, "!")])) == "[LOC U. S.][ORG Navy]!"


# -- cut -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "He left. |She came.",
        "1. (C) Summary: He left. |She came. (U) She stayed.",
        "2. Of 640 delegates, 212 came. |They slept.",
        "He came in 1996. |She left.",
        "Mr. Lee and Gen. Stone met J. Marsh of the U.S. Embassy, e.g. Bob. |Then they left.",
        'He said: "No." |"Why?" |She left. and so on ...',
        "TAGS: PREL\n|SUBJECT: BREAD\n\n |REF: A",
        "a line that was wrapped\nand goes on. |New",
        "\nNo. ",
        "[ORG Yahoo! Inc.] met [ORG Stop.\nThe Band]. |Then [PER Ann]",
        "",
    ],
)
def test_variation_sentences(text):
    sample = mark(text.replace("|", ""))
    bounds = piece_bounds(sentence_gaps(sample), len(sample.text), 1)
    expected = [mark(part).text.strip() for part in text.split("|")]
    assert [sample.text[start:end].strip() for start, end in bounds] == expected


def test_variation_pieces_of_so_many_sentences():
    gaps = [(8, 9), (18, 20)]
    assert piece_bounds(gaps, 27, 1) == [(0, 8), (9, 18), (20, 27)]
    assert piece_bounds(gaps, 27, 2) == [(0, 18), (20, 27)]
    assert piece_bounds(gaps, 27, 3) == piece_bounds(gaps, 27, 0) == piece_bounds([], 27, 1) == [(0, 27)]


def test_variation_cropped_text_keeps_what_is_in_it():
    sample = mark("[PER Ann] left. [? Bob saw] [LOC Bern]. No.")
    assert marked(cropped(sample, 10, 23)) == "[? Bob saw] [LOC Bern]."
    assert marked(cropped(sample, 14, 20)) == "[? saw] Be"
    assert cropped(sample, 0, len(sample.text)) is sample


@LAW
@given(samples(), st.sampled_from(SIZES))
def test_variation_pieces_hold_all_of_a_text(sample, size):
    bounds = piece_bounds(sentence_gaps(sample), len(sample.text), size)
    pieces = [cropped(sample, *each) for each in bounds]
    for piece in pieces:
        assert_well_formed(piece)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(sample.text.split())
    assert [mention for piece in pieces for mention in mentions(piece)] == mentions(sample)
    assert "".join("".join("".join(unknown(piece)).split()) for piece in pieces) == "".join("".join(unknown(sample)).split())


# -- case ----------------------------------------------------------------------------------------


def test_variation_capitals():
    assert marked(in_capitals(mark("[PER Ann Strauß]'s aide, [? ßen]"))) == "[PER ANN STRAUß]'S AIDE, [? ßEN]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[LOC Bern] talks. Ann left.", "[LOC BERN] TALKS. Ann left."),
        ("The [LOC Bern] talks\nAnn left.", "THE [LOC BERN] TALKS\nAnn left."),
        ("The [LOC Bern] talks", "THE [LOC BERN] TALKS"),
    ],
)
def test_variation_capital_lead(text, expected):
    assert marked(with_capital_lead(mark(text))) == expected


def test_variation_headings_in_lower_case():
    heading = mark("THE ROLE OF [LOC LIBYA]")
    found = {marked(with_lower_heading(heading, rng(seed))) for seed in range(20)}
    assert found == {"the role of [LOC libya]", "The role of [LOC libya]"}


@pytest.mark.parametrize("text", ["SUBJECT: BREAD", "Ann left Bern.", "Bern\nTalks", "CRETZ", "", "word " * 12 + "word"])
def test_variation_other_texts_are_no_headings(text):
    assert not reads_as_heading(text)
    assert with_lower_heading(Sample(text), rng()) == Sample(text)


@LAW
@given(samples(), seeds)
def test_variation_case_changes_nothing_else(sample, seed):
    for other in (in_capitals(sample), with_capital_lead(sample), with_lower_heading(sample, rng(seed))):
        assert (other.spans, other.missing) == (sample.spans, sample.missing)
        assert len(other.text) == len(sample.text)
        assert all(new in (old, old.upper(), old.lower()) for old, new in zip(sample.text, other.text))
    assert not any(char.islower() and len(char.upper()) == 1 != char.upper() for char in in_capitals(Sample("abcé")).text)


@LAW
@given(st.text())
def test_variation_capitals_are_all_that_have_one(text):
    upper = in_capitals(Sample(text)).text
    assert upper == "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


# -- quotes and spaces ---------------------------------------------------------------------------


def test_variation_quotes():
    text = """"Yes," [PER Ann]'s aide said ("no 'doubt'")."""
    found = {marked(with_other_quotes(mark(text), rng(seed))) for seed in range(40)}
    assert found == {
        "“Yes,” [PER Ann]’s aide said (“no ‘doubt’”).",
        """""Yes,"" [PER Ann]'s aide said (""no 'doubt'"").""",
        """''Yes,'' [PER Ann]'s aide said (''no 'doubt''').""",
        """``Yes,'' [PER Ann]'s aide said (``no 'doubt''').""",
    }
    curly = "“Yes,” [PER Ann]’s aide said (“no ‘doubt’”)."
    assert marked(with_other_quotes(mark(curly), rng())) == text
    assert with_other_quotes(mark("[PER Ann] left."), rng()) == mark("[PER Ann] left.")


def test_variation_quotes_between_spaces_alternate():
    found = {with_other_quotes(Sample('he said " yes " and " no "'), rng(seed)).text for seed in range(20)}
    assert "he said “ yes ” and “ no ”" in found


@LAW
@given(samples(), seeds)
def test_variation_quotes_change_nothing_else(sample, seed):
    def bare(text):
        return re.sub("[\"'`“”‘’]", "", text)

    other = with_other_quotes(sample, rng(seed))
    assert_well_formed(other)
    assert bare(other.text) == bare(sample.text)
    assert [(bare(text), label) for text, label in mentions(other)] == [
        (bare(text), label) for text, label in mentions(sample)
    ]
    assert list(map(bare, unknown(other))) == list(map(bare, unknown(sample)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," said [PER Saif]\'s aide.', '" Yes , " said [PER Saif] \'s aide .'),
        ("(S/NF) We didn't, in [LOC Bern]; why?", "( S/NF ) We did n't , in [LOC Bern] ; why ?"),
        ("REF: A) [LOC TRIPOLI] 941; B) 1,200", "REF: A ) [LOC TRIPOLI] 941 ; B ) 1,200"),
        ('He met [ORG Acme Inc.] in the [LOC U.S.] He (or "she") left.', None),
        ("[ORG Oceans, Land (OL)] won.", "[ORG Oceans , Land ( OL )] won ."),
        ("He left [ORG Acme Inc.] In 1996.", "He left [ORG Acme Inc.] In 1996 ."),
    ],
)
def test_variation_token_spaced(text, expected):
    expected = expected or 'He met [ORG Acme Inc.] in the [LOC U.S.] He ( or " she " ) left .'
    assert marked(token_spaced(mark(text))) == expected
    assert restore(token_spaced(mark(text)).text) == mark(text).text


@LAW
@given(samples())
def test_variation_token_spaced_adds_spaces_only(sample):
    other = token_spaced(sample)
    assert_well_formed(other)
    assert re.sub(" ", "", other.text) == re.sub(" ", "", sample.text)
    assert [(re.sub(" ", "", text), label) for text, label in mentions(other)] == [
        (re.sub(" ", "", text), label) for text, label in mentions(sample)
    ]
    assert token_spaced(other).text.split() == other.text.split()


def test_variation_line_wraps_come_inside_names():
    text = "[PER Ann Lee] spoke about bread at " * 20
    found = [wrapped(mark(text), rng(seed)) for seed in range(20)]
    assert {len(other.spans) for other in found} == {20}
    assert {text for other in found for text, _ in mentions(other)} == {"Ann Lee", "Ann\nLee"}
    short = {wrapped(Sample("a piece of a line"), rng(seed)).text for seed in range(99)}
    assert {"a piece of a line", "a\npiece of a line", "a piece\nof a line", "a piece of\na line"} <= short


@LAW
@given(st.lists(st.text("abc", min_size=1, max_size=20), max_size=80), seeds)
def test_variation_lines_are_as_long_as_they_can_be(words, seed):
    lines = wrapped(Sample(" ".join(words)), rng(seed)).text.split("\n")
    assert max(map(len, lines)) <= 75
    assert " ".join(lines) == " ".join(words)
    for line, following in zip(lines[1:], lines[2:]):
        assert len(line) + 1 + len(following.split(" ")[0]) > 65


@LAW
@given(samples(), seeds)
def test_variation_line_wraps_replace_single_spaces_only(sample, seed):
    other = wrapped(sample, rng(seed))
    assert (other.spans, other.missing) == (sample.spans, sample.missing)
    for at, (old, new) in enumerate(zip(sample.text, other.text)):
        assert old == new or (old, new) == (" ", "\n") and not (sample.text[at - 1] + sample.text[at + 1]).isspace()


# -- markings and redactions ---------------------------------------------------------------------


def test_variation_markings():
    found = {marked(with_other_marking(mark("2. (C) [LOC Bern] (U) said"), rng(seed))) for seed in range(300)}
    expected = {f"2. ({name}) [LOC Bern] (U) said" for name in MARKINGS}
    expected |= {f"2. ( {name} ) [LOC Bern] (U) said" for name in MARKINGS}
    assert found == {*expected, "2. [LOC Bern] (U) said"}


@pytest.mark.parametrize("text", ["(Bern) said", "He (C) said", "([ORG S/NF]) said", "([? C]) said", "[ORG (S)] said", ""])
def test_variation_what_is_no_marking_stays(text):
    assert {marked(with_other_marking(mark(text), rng(seed))) for seed in range(9)} == {text}


@LAW
@given(samples(), seeds)
def test_variation_markings_change_nothing_else(sample, seed):
    other = with_other_marking(sample, rng(seed))
    assert_well_formed(other)
    assert mentions(other) == mentions(sample)
    assert unknown(other) == unknown(sample)
    assert other == sample or other.text.endswith(sample.text.partition(")")[2].lstrip())


def test_variation_redactions():
    found = {marked(redacted(mark("[LOC Libya's] aide [? saw] [PER Ann]"), rng(seed))) for seed in range(60)}
    assert found == {
        f"{REDACTION}'s aide [? saw] [PER Ann]",
        f"[LOC Libya's] aide [? saw] {REDACTION}",
        f"[LOC Libya's] {REDACTION} [? saw] [PER Ann]",
        "[LOC Libya's] aide [? saw] [PER Ann]",  # no words were found that hold nothing
    }
    longer = {redacted(Sample("one two, three four five six"), rng(seed)).text for seed in range(99)}
    assert {f"{REDACTION} five six", f"one {REDACTION} six", f"one two, {REDACTION} four five six"} <= longer


@LAW
@given(samples(), seeds)
def test_variation_redactions_take_one_mention_or_none(sample, seed):
    other = redacted(sample, rng(seed))
    assert_well_formed(other)
    gone = Counter(mentions(sample)) - Counter(mentions(other))
    assert gone.total() == len(sample.spans) - len(other.spans) <= 1
    assert unknown(other) == unknown(sample)
    assert other == sample or REDACTION in other.text


# -- names ---------------------------------------------------------------------------------------


def test_variation_names_of_a_corpus():
    texts = [
        "[PER Ann Lee] of [LOC the Hague] met [PER Ann Lee] in [LOC Libya's] [ORG USG].",
        "[LOC LIBYA] WON",
        "[LOC CHAD] WON",
    ]
    texts += ["of [ORG \n] [LOC khamis], [LOC MILLTOWN] and [MISC New\n York]", "[LOC 7th Street]"]
    assert inventory_of(map(mark, texts), rare=0).forms == {
        "PER": ("Ann Lee",),
        "LOC": ("Hague", "Libya", "7th Street"),
        "ORG": ("USG",),
        "MISC": ("New York",),
    }


def test_variation_words_of_a_corpus():
    found = inventory_of([Sample("Bread bread wheat, wheat-bread; fish M113abc"), Sample("WHEAT apples")], rare=2).common
    assert found == {"bread", "wheat"}


def test_variation_one_name_becomes_one_name():
    inventory = Inventory(forms={"PER": ("Zoe Finch",) * 5, "LOC": ("Utopia",) * 5, "ORG": ("A", "B", "C", "D")})
    text = (
        "[PER Ann Lee] met [PER LEE], [PER Ann Lee]'s aide, in [LOC the Milltown's] [ORG GUILD], of [LOC milltown].\n"
        "[PER BOB] OF [LOC UK]"
    )
    assert marked(with_other_names(mark(text), inventory, rng(), share=1.0)) == (
        "[PER Zoe Finch] met [PER Finch], [PER Zoe Finch]'s aide, in [LOC the Utopia's] [ORG GUILD], of [LOC utopia].\n"
        "[PER ZOE FINCH] OF [LOC UTOPIA]"
    )


def test_variation_names_in_capitals_stay_in_capitals():
    inventory = Inventory(forms={"LOC": ("Utopia",) * 5})
    text = "[LOC MILLTOWN] and [LOC UK]"
    assert marked(with_other_names(mark(text), inventory, rng(), share=1.0)) == "[LOC UTOPIA] and [LOC Utopia]"


def test_variation_names_are_exchanged_where_there_is_room():
    inventory = Inventory(forms={"LOC": ("N.Z.",) * 5})
    text = "[LOC A]$5 in [LOC US]-led 4[LOC GB]2, [LOC Bern]. In [LOC Bern]"
    expected = "[LOC A]$5 in [LOC N.Z.]-led 4[LOC GB]2, [LOC Bern]. In [LOC N.Z.]"
    assert marked(with_other_names(mark(text), inventory, rng(), share=1.0)) == expected


def test_variation_a_share_of_the_names():
    sample = mark(" ".join(f"[LOC Town{number}]" for number in range(1000)))
    other = with_other_names(sample, INVENTORY, rng(), share=0.3)
    assert sum(old != new for old, new in zip(mentions(sample), mentions(other))) == pytest.approx(300, abs=60)
    assert with_other_names(sample, INVENTORY, rng(), share=0.0) == sample


def test_variation_gazetteer_names_stay_of_their_kind(monkeypatch):
    known = {
        "country": ["Freedonia", "Sylvania"],
        "city": ["Metropolis"],
        "nationality": ["Sylvanian", "Sylvanians", "Swiss"],
    }
    monkeypatch.setattr(variation, "known_names", lambda kind: frozenset(known[kind]))
    variation._gazetteer.cache_clear()
    try:
        text = "[LOC SYLVANIA] of [LOC METROPOLIS] has [MISC Sylvanians], [MISC Swiss], [PER Freedonia] and [LOC Nowhere]"
        found = {
            marked(with_other_names(mark(text), Inventory(), rng(seed), share=1.0, gazetteer=1.0)) for seed in range(40)
        }
    finally:
        variation._gazetteer.cache_clear()
    assert found == {
        f"[LOC {country}] of [LOC METROPOLIS] has [MISC Sylvanians], [MISC {people}], [PER Freedonia] and [LOC Nowhere]"
        for country in ("SYLVANIA", "FREEDONIA")
        for people in ("Swiss", "Sylvanian")
    }


def test_variation_gazetteer_names_are_known():
    found = {
        with_other_names(mark("[LOC Libya]"), Inventory(), rng(seed), share=1.0, gazetteer=1.0).text for seed in range(30)
    }
    assert len(found) > 10
    assert found <= gazetteer.known_names(gazetteer.COUNTRY)


@LAW
@given(samples(), seeds, st.sampled_from((0.0, 0.5, 1.0)), st.sampled_from((0.0, 1.0)))
def test_variation_names_change_nothing_else(sample, seed, share, some):
    other = with_other_names(sample, INVENTORY, rng(seed), share=share, gazetteer=some)
    assert_well_formed(other)
    assert [label for _, label in mentions(other)] == [label for _, label in mentions(sample)]
    assert outside(other) == outside(sample)
    assert unknown(other) == unknown(sample)
    for (old, label), (new, _) in zip(mentions(sample), mentions(other)):
        kept = old.lower().startswith("the "), old.endswith(("'", "'s"))
        assert (new.lower().startswith("the "), new.endswith(("'", "'s"))) == kept or old == new
        assert old == new or label != "X"
        assert not old.isupper() or len(old) <= 5 or new.isupper()


def outside(sample):
    """Returns the text with nothing in place of its mentions."""
    return edited(sample, [(start, end, "") for start, end, _ in sample.spans]).text


# -- words ---------------------------------------------------------------------------------------


def test_variation_only_rare_words_get_other_letters():
    sample = mark("[PER Qadhafi] spoke about MARKET, 12th, xxxxxxxxxxxx and [PER QADHAFI], [PER Qadhafi]")
    other = with_other_letters(sample, INVENTORY, rng(), share=1.0)
    names = [text for text, _ in mentions(other)]
    assert names[0] == names[2] != "Qadhafi"
    assert re.fullmatch("Q[a-z]{3}afi", names[0])
    assert re.fullmatch("Q[A-Z]{3}AFI", names[1])
    assert outside(other) == outside(sample) == " spoke about MARKET, 12th, xxxxxxxxxxxx and , "
    assert with_other_letters(sample, INVENTORY, rng(), share=0.0) == sample


def test_variation_a_share_of_the_words_gets_other_letters():
    words = [f"{first}{second}wwwwxyz" for first in "abcdefghijklmnopqrstuvwxyz" for second in "abcdefghijklmnopqrstuvwxyz"]
    other = with_other_letters(Sample(" ".join(words)), Inventory(), rng(), share=0.3).text.split()
    assert sum(map(str.__ne__, words, other)) == pytest.approx(0.3 * 676, abs=50)


@LAW
@given(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20), seeds)
def test_variation_scrambled_word_keeps_length_ends_and_case(word, seed):
    other = scrambled(word, rng(seed))
    assert len(other) == len(word)
    assert (other[0], other[-3:]) == (word[0], word[-3:])
    assert [char for char in other if not char.isalpha()] == [char for char in word if not char.isalpha()]
    assert [char.isupper() for char in other] == [char.isupper() for char in word]


@LAW
@given(samples(), seeds)
def test_variation_other_letters_change_nothing_else(sample, seed):
    other = with_other_letters(sample, INVENTORY, rng(seed), share=1.0)
    assert (other.spans, other.missing) == (sample.spans, sample.missing)
    assert len(other.text) == len(sample.text)
    assert re.sub(r"[^\W\d_]", "", other.text) == re.sub(r"[^\W\d_]", "", sample.text)
    for old, new in zip(re.findall(r"[^\W\d_]+", sample.text), re.findall(r"[^\W\d_]+", other.text)):
        assert (new[0], new[-3:]) == (old[0], old[-3:])


# -- all of them ---------------------------------------------------------------------------------


shares = st.builds(
    Shares, **{name: st.sampled_from((0.0, 0.5, 1.0)) for name in Shares._fields if not name.startswith("capital")}
).flatmap(lambda some: st.sampled_from([(0.0, 0.0), (0.5, 0.5), (1.0, 0.0), (0.0, 1.0)]).map(
    lambda pair: some._replace(capitals=pair[0], capital_lead=pair[1])
))  # fmt: skip


@LAW
@given(samples(), shares, seeds)
def test_variation_all_together(sample, some, seed):
    other = varied(sample, some, INVENTORY, rng(seed))
    assert_well_formed(other)
    labels, before = (Counter(label for *_, label in each.spans) for each in (other, sample))
    assert labels <= before
    assert before.total() - labels.total() <= (1 if some.redactions else 0)
    assert len(other.missing) == len(sample.missing)
    assert varied(sample, some, INVENTORY, rng(seed)) == other


@LAW
@given(samples(), seeds)
def test_variation_none_is_the_sample_itself(sample, seed):
    assert varied(sample, Shares(), INVENTORY, rng(seed)) is sample


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("capitals", lambda text: text.isupper()),
        ("capital_lead", lambda text: text.startswith('1. (C) "YES," ANN LEE\'S AIDE SAID IN MILLTOWN.')),
        ("line_wraps", lambda text: "\n" in text),
        ("quotes", lambda text: '"Yes,"' not in text or '""' in text),
        ("redactions", lambda text: REDACTION in text),
        ("markings", lambda text: "(C)" not in text),
        ("token_spaced", lambda text: " , " in text),
        ("exchange", lambda text: "Milltown" not in text or "Ann Lee" not in text),
        ("word_dropout", lambda text: "farmers" not in text),
    ],
)
def test_variation_each_comes_in_its_share(name, changed):
    sample = mark(
        '1. (C) "Yes," [PER Ann Lee]\'s aide said in [LOC Milltown]. Then all farmers left for the other market town.'
    )
    one, half = (
        sum(changed(varied(sample, Shares(**{name: share}), INVENTORY, rng(seed)).text) for seed in range(600))
        for share in (1.0, 0.5)
    )
    assert one > 400  # (a marking may be exchanged for itself, a name too; not all that is long enough is wrapped)
    assert half == pytest.approx(one * (0.75 if name == "exchange" else 0.5), rel=0.2)


def test_variation_lower_headings_come_in_their_share():
    found = Counter(
        varied(Sample("THE ROLE"), Shares(lower_headings=0.3), Inventory(), rng(seed)).text for seed in range(1000)
    )
    assert found["THE ROLE"] == pytest.approx(700, abs=60)
    assert found["The role"] == pytest.approx(200, abs=50)
    assert found.total() == found["THE ROLE"] + found["The role"] + found["the role"]
