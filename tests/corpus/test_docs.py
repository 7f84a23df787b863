"""Cables become Docs: entities on token boundaries, or missing, and nothing in between."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from cable_ner.corpus.docs import GOLD, SILVER, Unaligned, make_doc, make_docs, make_rows
from cable_ner.files import docbin_of_rows, new_docbin
from cable_ner.text import HEADER, PARAGRAPH, SUBJECT, Cable, Mention, Paragraph

MISSING, INSIDE, OUTSIDE, BEGIN = 0, 1, 2, 3  # spaCy's codes of ENT_IOB


@pytest.fixture(scope="module")
def nlp():
    return spacy.blank("en")


def mention(text, part, label="ORG", *, line=1, missing="", fixed="", decided=False):
    """Returns a mention of the first occurrence of `part`."""
    start = text.index(part)
    return Mention(start, start + len(part), label, line, missing, fixed, decided)


def paragraph(text, *mentions, zone=PARAGRAPH, number=None, marking=""):
    return Paragraph(text, list(mentions), zone, number, marking)


def entities(doc):
    return [(ent.text, ent.label_) for ent in doc.ents]


def missing(doc):
    return [token.text for token in doc if token.ent_iob == MISSING]


# -- mentions on token boundaries ----------------------------------------------------------------


def test_docs_mentions_on_token_boundaries_are_entities(nlp):
    text = "Ana Roe flew to Rome, not to Roe."
    outcome = make_doc(paragraph(text, mention(text, "Ana Roe", "PER"), mention(text, "Rome", "LOC")), nlp)
    assert [(ent.start, ent.end, ent.label_) for ent in outcome.doc.ents] == [(0, 2, "PER"), (4, 5, "LOC")]
    iob = [BEGIN, INSIDE, OUTSIDE, OUTSIDE, BEGIN, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE, OUTSIDE]
    assert [token.ent_iob for token in outcome.doc] == iob
    assert outcome.fates == [("entity", ""), ("entity", "")]
    assert outcome.unaligned == []


def test_docs_entities_that_touch_stay_apart(nlp):
    text = "Rome,Paris"
    outcome = make_doc(
        paragraph(text, mention(text, "Rome", "LOC"), mention(text, ",", "MISC"), mention(text, "Paris", "LOC")), nlp
    )
    assert entities(outcome.doc) == [("Rome", "LOC"), (",", "MISC"), ("Paris", "LOC")]
    assert [token.ent_iob for token in outcome.doc] == [BEGIN, BEGIN, BEGIN]


def test_docs_entity_may_run_over_a_line_break(nlp):
    text = "the Ministry of\nthe Interior said"
    outcome = make_doc(paragraph(text, mention(text, "Ministry of\nthe Interior")), nlp)
    assert entities(outcome.doc) == [("Ministry of\nthe Interior", "ORG")]


@pytest.mark.parametrize("text", ["Nobody was there.", "x", "1 . \n ( ) --"])
def test_docs_ents_are_set_also_when_there_are_none(nlp, text):
    outcome = make_doc(paragraph(text), nlp)
    assert outcome.doc.has_annotation("ENT_IOB")
    assert {token.ent_iob for token in outcome.doc} == {OUTSIDE}
    assert (outcome.fates, outcome.unaligned) == ([], [])
    # A Doc from the tokenizer alone is not so: spaCy would take it for one without annotation.
    assert not nlp.make_doc(text).has_annotation("ENT_IOB")


def test_docs_of_a_very_long_paragraph_are_set_to_its_end(nlp):
    text = "so " * 12_000 + "Rome fell"
    doc = make_doc(paragraph(text, mention(text, "Rome", "LOC")), nlp).doc
    assert [token.ent_iob for token in doc] == [OUTSIDE] * 12_000 + [BEGIN, OUTSIDE]


@pytest.mark.parametrize(
    "text", ['Saif\'s staff (S/NF), "Tiger".', "two  spaces\nand a line", "tab\there", "no-break\u00a0space", "é ¶ ü"]
)
def test_docs_spaces_are_known_and_tokens_are_the_pipelines_own(nlp, text):
    doc = make_doc(paragraph(text), nlp).doc
    assert not doc.has_unknown_spaces
    assert doc.text == text
    assert [token.text for token in doc] == [token.text for token in nlp.make_doc(text)]


def test_docs_fix_of_an_earlier_room_is_told(nlp):
    text = "Ana Roe left."
    outcome = make_doc(paragraph(text, mention(text, "Ana Roe", "PER", fixed="a rule")), nlp)
    assert outcome.fates == [("fixed", "a rule")]
    assert outcome.unaligned == []


# -- mentions beside token boundaries ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part", "entity", "reason"),
    [
        ("He left Acme Inc.", "Acme Inc", "Acme Inc.", "full stop of an abbreviation added"),
        ("He left Acme Inc. early", "Acme Inc", "Acme Inc.", "full stop of an abbreviation added"),
        ("in Washington D.C. now", "Washington D.C", "Washington D.C.", "full stop of an abbreviation added"),
        ("near Rome... now", "Rome.", "Rome", "trimmed to token boundaries"),
        ("near ...Rome now", ".Rome", "Rome", "trimmed to token boundaries"),
        ("near ...Rome... now", ".Rome.", "Rome", "trimmed to token boundaries"),
        ("near ...Rome. now", ".Rome.", "Rome.", "trimmed to token boundaries"),  # a stop that is a token is let be
    ],
)
def test_docs_unaligned_mention_is_fixed_and_listed(nlp, text, part, entity, reason):
    outcome = make_doc(paragraph(text, mention(text, part, "LOC", line=7)), nlp)
    assert entities(outcome.doc) == [(entity, "LOC")]
    assert missing(outcome.doc) == []
    assert outcome.fates == [("fixed", reason)]
    assert outcome.unaligned == [Unaligned(7, "LOC", part, "fixed", entity)]


@pytest.mark.parametrize(
    ("text", "part", "tokens"),
    [
        ("He saw Romex fall", "Rome", ["Romex"]),
        ("He saw Romex fall", "ome", ["Romex"]),
        ("U.S.-led talks", "U.S.", ["U.S.-led"]),
        ("U.S.-led talks", "U.S", ["U.S.-led"]),
        ("the old Tigers' xRome", "Tigers' x", ["Tigers", "'", "xRome"]),
        ("(Rome)-based Acme", "Rome", ["Rome)-based"]),
    ],
)
def test_docs_unaligned_mention_that_cannot_be_fixed_is_missing_and_listed(nlp, text, part, tokens):
    outcome = make_doc(paragraph(text, mention(text, part, "LOC", line=7)), nlp)
    assert entities(outcome.doc) == []
    assert missing(outcome.doc) == tokens
    assert {token.ent_iob for token in outcome.doc if token.text not in tokens} <= {OUTSIDE}
    assert outcome.fates == [("missing", "not on token boundaries")]
    assert outcome.unaligned == [Unaligned(7, "LOC", part, "missing", outcome.unaligned[0].tokens)]
    assert [token.text for token in nlp.make_doc(outcome.unaligned[0].tokens)][-1] == tokens[-1]


def test_docs_both_fates_are_listed_in_order(nlp):
    text = "Ana Roe of Acme Inc. saw Romex near Paris... today"
    parts = [("Ana Roe", "PER"), ("Acme Inc", "ORG"), ("Rome", "LOC"), ("Paris.", "LOC")]
    outcome = make_doc(
        paragraph(text, *(mention(text, part, label, line=n) for n, (part, label) in enumerate(parts, 3))), nlp
    )
    assert entities(outcome.doc) == [("Ana Roe", "PER"), ("Acme Inc.", "ORG"), ("Paris", "LOC")]
    assert missing(outcome.doc) == ["Romex"]
    assert outcome.fates == [
        ("entity", ""),
        ("fixed", "full stop of an abbreviation added"),
        ("missing", "not on token boundaries"),
        ("fixed", "trimmed to token boundaries"),
    ]
    assert outcome.unaligned == [
        Unaligned(4, "ORG", "Acme Inc", "fixed", "Acme Inc."),
        Unaligned(5, "LOC", "Rome", "missing", "Romex"),
        Unaligned(6, "LOC", "Paris.", "fixed", "Paris"),
    ]


def test_docs_mention_marked_missing_earlier_is_not_listed_as_unaligned(nlp):
    text = "Romex and Ana Roe left."
    marked = [mention(text, "Rome", "", missing="unclosed annotation"), mention(text, "Ana Roe", "PER", missing="a rule")]
    outcome = make_doc(paragraph(text, *marked), nlp)
    assert entities(outcome.doc) == []
    assert missing(outcome.doc) == ["Romex", "Ana", "Roe"]
    assert outcome.fates == [("missing", "unclosed annotation"), ("missing", "a rule")]
    assert outcome.unaligned == []


# -- mentions that are in no bracket -------------------------------------------------------------

_RULE, _PERSON = {"line": 0, "fixed": "rule: a"}, {"line": 0, "fixed": "correction", "decided": True}
_CONFIRMED = {"line": 7, "decided": True}


@pytest.mark.parametrize(
    ("part", "kind", "fate", "entity", "lost"),
    [
        # on token boundaries
        ("Rome", _RULE, ("added", "rule: a"), "Rome", []),
        ("Rome", _PERSON, ("added", "correction"), "Rome", []),
        ("Rome", _CONFIRMED, ("entity", ""), "Rome", []),
        # beside them: what a rule found is let go, what a person decided is not
        ("Acme Inc", _RULE, ("", ""), "", []),
        ("Acme Inc", _PERSON, ("added", "correction"), "Acme Inc.", []),
        ("Acme Inc", _CONFIRMED, ("fixed", "full stop of an abbreviation added"), "Acme Inc.", []),
        # within a token
        ("U.S.", _RULE, ("", ""), "", []),
        ("U.S.", _PERSON, ("", ""), "", ["U.S.-led"]),
        ("U.S.", _CONFIRMED, ("missing", "not on token boundaries"), "", ["U.S.-led"]),
        # the rest of a bracket that was never closed
        ("Rome", {"line": 0, "missing": "unclosed annotation"}, ("", ""), "", ["Rome"]),
    ],
)
def test_docs_mention_of_a_rule_or_a_person(nlp, part, kind, fate, entity, lost):
    text = "Acme Inc. of Rome led U.S.-led talks"
    outcome = make_doc(paragraph(text, mention(text, part, **kind)), nlp)
    assert outcome.fates == [fate]
    assert entities(outcome.doc) == ([(entity, "ORG")] if entity else [])
    assert missing(outcome.doc) == lost
    # What a person decided, or the source has, and is not as it was is listed.
    is_listed = part != "Rome" and kind is not _RULE
    assert [(item.line, item.text) for item in outcome.unaligned] == ([(kind["line"], part)] if is_listed else [])


# -- missing and entity exclude each other -------------------------------------------------------


def test_docs_missing_takes_no_token_of_an_entity(nlp):
    text = "the Rome treaty of Rome"
    covering = Mention(0, len(text), "", 1, "unclosed annotation")
    outcome = make_doc(paragraph(text, covering, mention(text, "Rome treaty", "MISC")), nlp)
    assert entities(outcome.doc) == [("Rome treaty", "MISC")]
    assert missing(outcome.doc) == ["the", "of", "Rome"]
    assert outcome.fates == [("missing", "unclosed annotation"), ("entity", "")]


def test_docs_two_mentions_in_one_token_are_both_missing(nlp):
    text = "the UNESCO man"
    outcome = make_doc(paragraph(text, mention(text, "UN"), mention(text, "ESCO")), nlp)
    assert entities(outcome.doc) == []
    assert missing(outcome.doc) == ["UNESCO"]
    assert outcome.fates == [("missing", "not on token boundaries")] * 2


def test_docs_mention_of_a_stop_that_an_entity_took_is_missing_without_a_token(nlp):
    text = "He left Acme Inc."
    outcome = make_doc(paragraph(text, mention(text, "Acme Inc"), mention(text, ".", "MISC")), nlp)
    assert entities(outcome.doc) == [("Acme Inc.", "ORG")]
    assert missing(outcome.doc) == []
    assert outcome.fates == [("fixed", "full stop of an abbreviation added"), ("missing", "not on token boundaries")]


_pieces = st.lists(
    st.sampled_from(["Rome", "Inc", "Inc.", "U.S", "a", "'s", ".", "...", "-", "(", ")", '"', "\n", " ", "  ", "/"]),
    max_size=14,
)


_cuts = st.lists(st.integers(0, 60), max_size=8, unique=True)
_kinds = st.lists(st.sampled_from(["", "", "marked", "rule", "person"]), min_size=4, max_size=4)


def _mentions(text, cuts, kinds):
    cuts = sorted(cut for cut in cuts if cut <= len(text))
    mentions = []
    for start, end, kind in zip(cuts[::2], cuts[1::2], kinds):
        # As markup makes them: white space is never the end of a mention.
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            line, fixed = (0, kind) if kind in ("rule", "person") else (1, "")
            mentions.append(Mention(start, end, "ORG", line, "marked" * (kind == "marked"), fixed, kind == "person"))
    return mentions


@given(_pieces, _cuts, _kinds)
def test_docs_every_mention_has_one_fate_and_every_token_one_state(nlp, pieces, cuts, kinds):
    text = "".join(pieces).strip() or "x"
    mentions = _mentions(text, cuts, kinds)
    outcome = make_doc(paragraph(text, *mentions), nlp)
    doc = outcome.doc
    assert doc.text == text
    assert len(outcome.fates) == len(mentions)
    became = [kind for kind, _ in outcome.fates]
    assert len(doc.ents) == sum(kind in ("entity", "fixed", "added") for kind in became)
    assert all(bool(item.line) == (kind in ("entity", "fixed", "missing")) for kind, item in zip(became, mentions))
    unaligned = [item.became for item in outcome.unaligned if item.line]
    assert unaligned == [kind for kind, reason in outcome.fates if kind != "added" and reason not in ("", "marked")]
    for kind, item in zip(became, mentions):
        states = {token.ent_iob for token in doc if item.start < token.idx + len(token) and token.idx < item.end}
        if kind == "entity":
            assert states <= {BEGIN, INSIDE}
        elif kind == "missing" or (item.decided and kind != "added"):
            assert OUTSIDE not in states
    for token in doc:
        if not any(item.start < token.idx + len(token) and token.idx < item.end for item in mentions):
            assert token.ent_iob == OUTSIDE
    for ent in doc.ents:
        # The stop of an abbreviation is the most that may come to a mention.
        assert any(item.start <= ent.start_char and ent.end_char <= item.end + 1 and not item.missing for item in mentions)


# -- user data -----------------------------------------------------------------------------------


def test_docs_user_data_names_cable_paragraph_and_zone(nlp):
    meta = {
        "markup": "html", "dialect": "double", "pilcrows": True, "spacing": "tokens", "reference_id": "09ROME17",
        "post": "ROME", "number": 17, "date": "2009-03-01 10:00", "released": "2011-01-01", "classification": "SECRET",
        "origin": "Embassy Rome", "tags": ["PREL", "IT"], "subject": "WHEAT", "section": 1, "sections": 2, "unheard of": 1,
        "references": ["08ROME16", "LEE LETTER"], "recipients": ["SECSTATE WASHDC"], "classified_by": "Ann Lee",
        "reasons": ["1.4(b)"], "declassify_on": "2019-03-01",
    }  # fmt: skip
    paragraphs = [paragraph("SUBJECT: WHEAT", zone=SUBJECT), paragraph("1. (S/NF) Yes.", number=1, marking="S/NF")]
    first, second = (outcome.doc.user_data for outcome in make_docs(Cable("a/b.txt", paragraphs, meta), nlp, labels=GOLD))
    known = {key: value for key, value in meta.items() if key != "unheard of"}
    of_cable = {**known, "cable": "a/b.txt", "labels": GOLD, "paragraphs": 2}
    assert first == {**of_cable, "index": 0, "zone": SUBJECT}
    assert second == {**of_cable, "index": 1, "zone": PARAGRAPH, "paragraph": 1, "marking": "S/NF"}


def test_docs_user_data_leaves_out_what_the_cable_does_not_say(nlp):
    meta = {"date": "", "tags": [], "subject": None, "pilcrows": False}
    (outcome,) = make_docs(Cable("a.txt", [paragraph("Yes.", zone=HEADER)], meta), nlp)
    assert outcome.doc.user_data == {
        "pilcrows": False, "cable": "a.txt", "labels": SILVER, "paragraphs": 1, "index": 0, "zone": HEADER,
    }  # fmt: skip


def test_docs_user_data_says_where_was_decided(nlp):
    decided = [[0, 3, [[0, 3, "ORG"]]]]
    paragraphs = [paragraph("Ana left.")._replace(decided=decided), paragraph("Yes.")]
    docs = [outcome.doc for outcome in make_docs(Cable("a.txt", paragraphs), nlp)]
    assert docs[0].user_data["decided"] == decided
    assert "decided" not in docs[1].user_data
    stored = list(DocBin().from_bytes(new_docbin(docs).to_bytes()).get_docs(nlp.vocab))
    ((start, end, ((first, last, label),)),) = stored[0].user_data["decided"]
    assert (start, end, first, last, label) == (0, 3, 0, 3, "ORG")


def test_docs_user_data_of_paragraph_zero_has_its_number(nlp):
    (outcome,) = make_docs(Cable("a.txt", [paragraph("0. Yes.", number=0)]), nlp)
    assert outcome.doc.user_data["paragraph"] == 0


def test_docs_of_a_cable_without_paragraphs_are_none(nlp):
    assert list(make_docs(Cable("a.txt"), nlp)) == []


def test_docs_leave_the_cable_as_it_was(nlp):
    text = "He left Acme Inc."
    cable = Cable("a.txt", [paragraph(text, mention(text, "Acme Inc"))], {"post": "ROME"})
    list(make_docs(cable, nlp))
    assert cable == Cable("a.txt", [paragraph(text, mention(text, "Acme Inc"))], {"post": "ROME"})


# -- in a DocBin ---------------------------------------------------------------------------------


@given(st.lists(st.tuples(_pieces, _cuts, _kinds), max_size=3))
def test_docs_rows_are_the_docs_as_a_docbin_holds_them(nlp, drawn):
    texts = ["".join(pieces).strip() for pieces, _, _ in drawn]
    marked = [
        paragraph(text, *_mentions(text, cuts, kinds), number=number)
        for number, (text, (_, cuts, kinds)) in enumerate(zip(texts, drawn))
    ]
    cable = Cable("a.txt", marked, {"post": "ROME", "tags": ["PREL"]})
    rows, outcomes = list(make_rows(cable, nlp, labels=GOLD)), list(make_docs(cable, nlp, labels=GOLD))
    assert [(row.aligned.fates, row.aligned.unaligned) for row in rows] == [
        (outcome.fates, outcome.unaligned) for outcome in outcomes
    ]
    from_rows = docbin_of_rows([(row.tokens, row.user_data) for row in rows], nlp.vocab.strings)
    assert from_rows.to_bytes() == new_docbin(outcome.doc for outcome in outcomes).to_bytes()


def test_docs_missing_outside_and_user_data_survive_a_docbin(nlp):
    text = "Ana Roe saw Romex today."
    marked = paragraph(text, mention(text, "Ana Roe", "PER"), mention(text, "Rome", "LOC"), number=3)
    docs = [outcome.doc for outcome in make_docs(Cable("a.txt", [marked, paragraph("Nothing here.")]), nlp)]
    stored = DocBin().from_bytes(new_docbin(docs).to_bytes())
    first, second = stored.get_docs(spacy.blank("en").vocab)
    assert [token.ent_iob for token in first] == [BEGIN, INSIDE, OUTSIDE, MISSING, OUTSIDE, OUTSIDE]
    assert entities(first) == [("Ana Roe", "PER")]
    assert first.text == text
    assert not first.has_unknown_spaces
    assert first.user_data == docs[0].user_data
    assert [token.ent_iob for token in second] == [OUTSIDE] * 3
    assert second.has_annotation("ENT_IOB")


def test_docs_without_entities_and_with_all_missing_differ_in_a_docbin(nlp):
    outcomes = [make_doc(paragraph("Rome", *marks), nlp) for marks in ([], [Mention(0, 4, "", 1, "a rule")])]
    stored = DocBin().from_bytes(new_docbin(outcome.doc for outcome in outcomes).to_bytes())
    assert [[token.ent_iob for token in doc] for doc in stored.get_docs(nlp.vocab)] == [[OUTSIDE], [MISSING]]
