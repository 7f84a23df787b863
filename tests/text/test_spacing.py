"""Spacing: token-spaced text -> text as it was written. All text here is invented."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.text import TRANSMISSION, Cable, Mention, Paragraph, parse
from cable_ner.text.spacing import is_token_spaced, restore, restore_paragraph

CORPUS = Path(__file__).parents[2] / "corpus"


# -- the rules -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        # stops
        ("He came , saw ; and left .", "He came, saw; and left."),
        ("Who ? Me ! No : you .", "Who? Me! No: you."),
        ("And then ... nothing .. more", "And then... nothing.. more"),
        ("What ?! Never !? Well", "What?! Never!? Well"),
        ("5 % of 10 %", "5% of 10%"),
        ("Ministry : \nyes", "Ministry: yes"),
        # clitics
        ("Saif 's staff , LOME 'S port , Libya ’s coast", "Saif's staff, LOME'S port, Libya’s coast"),
        ("they 're , I 've , he 'll , we 'd , I 'm", "they're, I've, he'll, we'd, I'm"),
        ("do n't , DO N'T , ca n’t , CA N’T", "don't, DON'T, can’t, CAN’T"),
        ("Saif\n's staff", "Saif's staff"),
        ("the O'Brien plan of '68", "the O'Brien plan of '68"),
        # parentheses
        ("( S/NF ) He", "(S/NF) He"),
        ("reason 1.4 ( b ) , ( d ) .", "reason 1.4 (b), (d)."),
        ("[ sic ] and { x }", "[sic] and {x}"),
        ("( ( a ) b )", "((a) b)"),
        ("( ret . \n) Palanga", "(ret.) Palanga"),
        ("REF: A ) ROME 941 ; B ) ROME 924", "REF: A) ROME 941; B) ROME 924"),
        # paragraph numbers
        ("1 . \n( C ) He", "1. (C) He"),
        ("12 . Then", "12. Then"),
        # currency
        ("US$ 5 million , $ 3 , € 6 and N$ 39", "US$5 million, $3, €6 and N$39"),
        ("a $ sign , 5 $ , £ x and price$ 7", "a $ sign, 5 $, £ x and price$ 7"),
        # what has a side of its own
        ("“ Tiger ” , he said", "“Tiger”, he said"),
        ("« Tiger » , he said", "«Tiger», he said"),
        ("`` Tiger '' , he said", "``Tiger'', he said"),
        # what stays
        (
            "for purchase. xxxxxxxxxxxx insisted . \nxxxxxxxxxxxx left",
            "for purchase. xxxxxxxxxxxx insisted. xxxxxxxxxxxx left",
        ),
        ("to xxxxxxxxxxxx , of xxxxxxxxxxxx 's", "to xxxxxxxxxxxx, of xxxxxxxxxxxx's"),
        ("Pol/Econ and AT&T & co -- yes - no", "Pol/Econ and AT&T & co -- yes - no"),
        ("a,b and 3.5 and e.g. this", "a,b and 3.5 and e.g. this"),
        ("SUBJECT: X", "SUBJECT: X"),
        ("yes -- : no", "yes -- : no"),
        ("word", "word"),
        (".", "."),
        ("", ""),
        (" \n ", ""),
        ("  so   many \t spaces ", "so many spaces"),
        ("‘ Tiger ’ , he said", "‘Tiger’, he said"),
    ],
)
def test_spacing_restores(tokens, written):
    assert restore(tokens) == written


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        ('the " Tiger " vehicles', 'the "Tiger" vehicles'),
        ('" Tiger " and " Lion "', '"Tiger" and "Lion"'),
        ('He said , " no , " and " yes . "', 'He said, "no," and "yes."'),
        ('( " x " ) and " ( y ) "', '("x") and "(y)"'),
        ('the " A " , " B " ; and " C " .', 'the "A", "B"; and "C".'),
        ('the " A " \'s B', 'the "A"\'s B'),
        # The tagger breaks the line after the stop, and so before the quote that closes.
        ('He said , " no . \n" Then he left .', 'He said, "no." Then he left.'),
        ('the " Brigade . \n" Stating that', 'the "Brigade." Stating that'),
        ('" Who did you ask ? \n" he asked .', '"Who did you ask?" he asked.'),
        ('" Go ! \n" he said , " now . \n" End .', '"Go!" he said, "now." End.'),
        ('End . \n" We go , " he said . \n" But late . \n" Then', 'End. "We go," he said. "But late." Then'),
        ('He added: " We will . \n" " When ? \n" we asked .', 'He added: "We will." "When?" we asked.'),
        (
            'It rained . \n" We stay . \nWe wait . \nWe hope . \n" He left .',
            'It rained. "We stay. We wait. We hope." He left.',
        ),
        # unbalanced
        ('He said " we go and never came back .', 'He said "we go and never came back.'),
        ('we go , " he said , " and left .', 'we go, "he said," and left.'),
        ('the " A and ( " B " ) .', 'the "A and ("B").'),
        ('A last one . "', 'A last one."'),
        ('" A first one', '"A first one'),
        ('" "', '""'),
        ('"', '"'),
        # The first closes what another paragraph opened: all that stands beside the three says so.
        ('we go . \n" he said : " no . \n" she left .', 'we go." he said: "no." she left.'),
        ('we go . \n" he said: " no . \n" she left .', 'we go." he said: "no." she left.'),
        ('we go . \n" he said , " No . \n" she left .', 'we go." he said, "No." she left.'),
        # single quotes
        ("' Yes , ' he said", "'Yes,' he said"),
        ("he called it ' good ' and left", "he called it 'good' and left"),
        ("\" He said ' no ' to us , \" she said", "\"He said 'no' to us,\" she said"),
        ("the ' A ' and the ' B '", "the 'A' and the 'B'"),
    ],
)
def test_spacing_pairs_straight_quotes(tokens, written):
    assert restore(tokens) == written


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        ("the vehicles' engines", "the vehicles' engines"),
        ("' the boys ' he said", "'the boys' he said"),
        ('" the boys\' house "', '"the boys\' house"'),
        ("the vehicles ' engines", "the vehicles' engines"),
        ('" the Embassies \' reply "', '"the Embassies\' reply"'),
        ("the boys ' and the girls ' schools", "the boys' and the girls' schools"),
    ],
)
def test_spacing_possessives_of_plurals(tokens, written):
    assert restore(tokens) == written


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        ("A New Harbor\nThe port grows .", "A New Harbor\nThe port grows."),
        ("UNCLAS \nSIPDIS \nTAGS: X", "UNCLAS\nSIPDIS\nTAGS: X"),
        ("It ended .\nThen", "It ended. Then"),
        ("Really ?\nYes !\nNo ;\nwell ,\nso :\nend", "Really? Yes! No; well, so: end"),
        ("one\n\n\ntwo", "one\ntwo"),
        ("one \r\n two", "one\ntwo"),
        ("( a\n) b", "(a) b"),
        ("----\nA title", "---- A title"),
    ],
)
def test_spacing_keeps_line_breaks_that_end_no_sentence(tokens, written):
    assert restore(tokens) == written


# -- how a cable is spaced -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "tokens"),
    [
        (["He came , saw and left ."], True),
        (["He came, saw and left."], False),
        (["( C ) Who ? He ( the boss ) ."], True),
        (["(C) Who? He (the boss)."], False),
        (["SUBJECT: X", "One , two .", "He went home. Then , he slept ."], True),
        (["SUBJECT: X", "One, two.", "A slip , of the pen. And on."], False),
        (["no stop at all"], False),
        ([""], False),
        ([], False),
        (["e.g. this, i.e. that , . ! ?"], True),
    ],
)
def test_spacing_tells_token_spaced_from_natural(texts, tokens):
    assert is_token_spaced(texts) is tokens


def test_spacing_of_a_cable_with_a_long_transmission_header_is_told_by_its_body():
    transmission = "DE RUEHBA #0960/01 3481230\nZNY CCCCC ZZH\n" + "INFO RUEHXX/AMEMBASSY LONGNAME PRIORITY 0001\n" * 40
    body = "He came , saw and left . \nThe port , he said , grows ."
    cable = parse(f"<pre>{transmission}</pre><pre><a id='par1'>¶</a>1 . \n{body}</pre>".encode(), "a.txt")
    assert cable.paragraphs[0].zone == TRANSMISSION
    assert is_token_spaced([paragraph.text for paragraph in cable.paragraphs])


# -- mentions ------------------------------------------------------------------------------------


def test_spacing_moves_mentions_along():
    text = '( S ) Saif \'s aide , of " Tiger " Inc. , left Rome . \nHe paid $ 5 to Ann .'
    words = ["S", "Saif", "Tiger", "Inc.", "Rome", "$ 5", "Ann"]
    mentions = [Mention(text.index(word), text.index(word) + len(word), "ORG", 1) for word in words]
    restored = restore_paragraph(Paragraph(text, mentions, "paragraph", 3, "S"))
    assert restored.text == '(S) Saif\'s aide, of "Tiger" Inc., left Rome. He paid $5 to Ann.'
    assert [(mention.start, mention.end) for mention in restored.mentions] == [
        (1, 2),
        (4, 8),
        (21, 26),
        (28, 32),
        (39, 43),
        (53, 55),
        (59, 62),
    ]
    assert (restored.zone, restored.number, restored.marking) == ("paragraph", 3, "S")


def test_spacing_changes_nothing_of_a_mention_but_its_place():
    paragraph = Paragraph(
        "( A ) B", [Mention(2, 3, "", 7, "unclosed annotation"), Mention(6, 7, "PER", 8, "", "a rule")], "heading"
    )
    assert restore_paragraph(paragraph).mentions == [
        Mention(1, 2, "", 7, "unclosed annotation"),
        Mention(4, 5, "PER", 8, "", "a rule"),
    ]
    assert paragraph.text == "( A ) B"


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("He met Crane & Hoist , Ltd . today", 7, 28, "Crane & Hoist, Ltd."),
        ('the " Khamis Brigade . \n" It', 4, 25, '"Khamis Brigade."'),
        ("( S/NF ) He", 0, 8, "(S/NF)"),
        ("non-Libyan troops", 4, 10, "Libyan"),
        ("Rome.", 0, 4, "Rome"),
        ("Saif 's", 5, 7, "'s"),
        ("  Ann  Lee  ", 2, 10, "Ann Lee"),
    ],
)
def test_spacing_mention_over_gaps_and_inside_tokens(text, start, end, expected):
    restored = restore_paragraph(Paragraph(text, [Mention(start, end, "ORG", 1)], "paragraph"))
    (mention,) = restored.mentions
    assert restored.text[mention.start : mention.end] == expected


# -- laws ----------------------------------------------------------------------------------------


def solid(text: str) -> str:
    return "".join(text.split())


TOKENS = st.one_of(
    st.sampled_from(
        [
            ".",
            ",",
            ";",
            ":",
            "?",
            "!",
            "...",
            "(",
            ")",
            "[",
            "]",
            '"',
            "'",
            "“",
            "”",
            "‘",
            "’",
            "``",
            "''",
            "'s",
            "'S",
            "’s",
            "n't",
            "%",
        ]
        + [
            "$",
            "US$",
            "€",
            "5",
            "1",
            "--",
            "-",
            "Saif",
            "boys",
            "said",
            "do",
            "xxxxxxxxxxxx",
            "purchase.",
            "U.S.",
            "AT&T",
            "#",
            "/",
        ]
    ),
    st.text("aB1.,'\"()$é-", min_size=1, max_size=4),
)
SPACES = st.sampled_from([" ", " ", " ", "  ", "\n", " \n", "\n\n", "\t", "\r\n", "\u00a0", "\u2028"])


@st.composite
def texts(draw):
    tokens = draw(st.lists(TOKENS, max_size=16))
    return "".join(token + draw(SPACES) for token in tokens)


@given(texts())
def test_spacing_law_only_white_space_changes(text):
    restored = restore(text)
    assert solid(restored) == solid(text)
    assert len(restored) <= len(text)
    assert restored == restored.strip()


@given(texts(), st.data())
def test_spacing_law_mentions_keep_their_text(text, data):
    solids = [index for index, char in enumerate(text) if not char.isspace()]
    ends = sorted(data.draw(st.sets(st.integers(0, len(solids)), max_size=8)))
    # Pairs of borders, counted in characters that are no white space, as a mention never begins or ends with one.
    mentions = [Mention(solids[a], solids[b - 1] + 1, "PER", 1) for a, b in zip(ends[::2], ends[1::2])]
    restored = restore_paragraph(Paragraph(text, mentions, "paragraph"))
    assert restored.text == restore(text)
    assert len(restored.mentions) == len(mentions)
    at = 0
    for before, after in zip(mentions, restored.mentions):
        assert at <= after.start < after.end <= len(restored.text)
        assert solid(restored.text[after.start : after.end]) == solid(text[before.start : before.end])
        assert solid(restored.text[: after.start]) == solid(text[: before.start])
        moved = restored.text[after.start : after.end]
        assert moved == moved.strip()
        at = after.end


# Sentences as a tagger writes them. Tokens in any order would not do for the law: two quotes that come to stand
# side by side read as another token.
PARTS = st.sampled_from(
    [
        "Saif 's staff",
        "( S/NF ) The port",
        'the " Tiger " plan',
        "US$ 5 million",
        "in Rome ( ref A ) , Graz ; and Bari",
        "do n't know",
        '" We go , " he said ,',
        "purchase. xxxxxxxxxxxx insisted",
        "5 % -- or more",
        "“ Lion ” : a plan",
        "the vehicles' engines",
        "A New Harbor\nThe port",
    ]
)
SENTENCES = st.tuples(
    st.lists(PARTS, min_size=1, max_size=4).map(" ".join), st.sampled_from([" . \n", " ? \n", ' , " no . \n" ', " ; "])
)


@given(st.lists(SENTENCES, max_size=5))
def test_spacing_law_restoring_twice_is_restoring_once(sentences):
    once = restore("".join(words + end for words, end in sentences))
    assert restore(once) == once


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
@pytest.mark.parametrize(
    "unit", ['"', '" ', "' ", '" a ', "( ", ") ", ". ", " ", "\n", "a\n", "$ 5 ", "'s ", "a , ", "-- : ", '. \n" '], ids=repr
)
def test_spacing_repeats_take_no_time(unit):
    text = unit * (300_000 // len(unit))
    half = Mention(text.index(unit.strip()[0]), len(text.rstrip()), "PER", 1) if unit.strip() else None

    def stop(*_) -> None:
        raise TimeoutError(f"{unit!r} takes more than 10 seconds")

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 10)
    try:
        is_token_spaced([text])
        restore_paragraph(Paragraph(text, [half] if half else [], "paragraph"))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


# -- how right it is -----------------------------------------------------------------------------


def twins() -> Iterator[tuple[Cable, Cable]]:
    """Yields each cable of corpus/natural, token-spaced and natural, without its transmission header."""
    for path in sorted((CORPUS / "natural").glob("*.txt")):
        yield read(CORPUS / "gold" / "test" / path.name), read(path)


def read(path: Path) -> Cable:
    cable = parse(path.read_bytes(), path.name)
    cable.paragraphs = [paragraph for paragraph in cable.paragraphs if paragraph.zone != TRANSMISSION]
    return cable


class Gaps(NamedTuple):
    """A text without white space, and for each of its characters whether white space stood before it."""

    solid: str
    spaced: list[bool]


def gaps(texts: list[str]) -> Gaps:
    text = "\n".join(texts).strip()
    chars = [(char, index > 0 and text[index - 1].isspace()) for index, char in enumerate(text) if not char.isspace()]
    return Gaps("".join(char for char, _ in chars), [spaced for _, spaced in chars])


class Score(NamedTuple):
    """How many gaps of the token-spaced cables there are, and how many are wrong: ours, and Moses'."""

    gaps: int
    wrong: int
    wrong_moses: int


@pytest.fixture(scope="module")
def score() -> Score:
    moses = pytest.importorskip("sacremoses").MosesDetokenizer(lang="en")
    total = wrong = wrong_moses = 0
    for tagged, natural in twins():
        texts = [paragraph.text for paragraph in tagged.paragraphs]
        given_, wanted = gaps(texts), gaps([paragraph.text for paragraph in natural.paragraphs])
        ours = gaps([restore(text) for text in texts])
        theirs = gaps([moses.detokenize(text.split(), unescape=False) for text in texts])
        assert given_.solid == wanted.solid == ours.solid == theirs.solid, tagged.name
        places = [index for index, spaced in enumerate(given_.spaced) if spaced]
        total += len(places)
        wrong += sum(ours.spaced[index] != wanted.spaced[index] for index in places)
        wrong_moses += sum(theirs.spaced[index] != wanted.spaced[index] for index in places)
        assert sum(ours.spaced) <= sum(given_.spaced)
    return Score(total, wrong, wrong_moses)


def test_spacing_is_right_on_the_natural_twins(score):
    assert score.gaps > 20_000
    assert 1 - score.wrong / score.gaps >= 0.999


def test_spacing_is_at_least_as_right_as_moses(score):
    assert score.wrong <= score.wrong_moses


def test_spacing_tells_the_twins_apart():
    for tagged, natural in twins():
        assert is_token_spaced([paragraph.text for paragraph in tagged.paragraphs]), tagged.name
        assert not is_token_spaced([paragraph.text for paragraph in natural.paragraphs]), natural.name


def test_spacing_twins_have_the_same_mentions():
    for tagged, natural in twins():
        restored = [restore_paragraph(paragraph) for paragraph in tagged.paragraphs]
        spans = [
            [(mention.label, solid(p.text[mention.start : mention.end])) for p in paragraphs for mention in p.mentions]
            for paragraphs in (restored, natural.paragraphs)
        ]
        assert spans[0] == spans[1], tagged.name
        assert spans[0], tagged.name


def test_spacing_restoring_the_sample_archive_twice_is_restoring_once():
    for path in sorted((CORPUS / "gold" / "test").glob("*.txt")):
        for paragraph in read(path).paragraphs:
            once = restore_paragraph(paragraph)
            assert restore_paragraph(once) == once, path.name
