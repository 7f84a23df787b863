"""The audit finds what is probably wrong, asks what is worth most, spreads decisions, and never overrules one."""

import numpy
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner import audit as audit_module
from cable_ner import opinions as opinions_module
from cable_ner.audit import audit, not_audited
from cable_ner.corrections import Corrections, FormDecision, PlaceDecision, correct
from cable_ner.docs import GOLD, SILVER, make_docs
from cable_ner.markup import PARAGRAPH, Cable, Mention, Paragraph
from cable_ner.opinions import (
    FOLDS,
    SCORED,
    SPANNED,
    Effort,
    Opinion,
    Text,
    cached_opinions,
    expected_seconds,
    folds_of,
    opinions_key,
    second_opinions,
    shape,
    spans_of,
    tag_set,
    tags_of,
)
from cable_ner.proposals import KINDS, SOURCES, agreed, kind_of, propose
from cable_ner.questions import FORM, PLACE, questions
from cable_ner.shards import new_docbin
from cable_ner.silver import RuleBook
from cable_ner.simulation import Oracle, occurrences
from cable_ner.split import digest
from cable_ner.verdicts import LEAST_DECIDED, LEAST_OF_EACH, fit, judge, source_of

NLP = spacy.blank("en")
LAW = settings(derandomize=True, database=None, deadline=None, max_examples=100)
QUICK = Effort(epochs=1, width=32, iterations=15)
LABELS = ("LOC", "ORG", "PER")
MISSING = 0  # spaCy's code of ENT_IOB


def make(text, *ents, cable="a.txt", index=0, missing=(), labels=SILVER, decided=None):
    """Returns a Doc with these (text, label) mentions; a text that stands several times is meant each time."""
    doc = NLP.make_doc(text)
    spans = [doc.char_span(*place, label) for part, label in ents for place in occurrences(text, part)]
    holes = [doc.char_span(*place) for part in missing for place in occurrences(text, part)]
    doc.set_ents(spans, missing=holes, default="outside")
    doc.user_data.update(cable=cable, index=index, zone=PARAGRAPH, labels=labels)
    if decided is not None:
        doc.user_data["decided"] = decided
    return doc


def believes(doc, *ents, sure=0.9):
    """Returns the opinion of models that all see these (text, label) mentions, and are that sure of each token."""
    text = source_of(doc).text
    spans = tuple(
        sorted((span.start, span.end, span.label_) for span in make(doc.text, *ents).ents),
    )
    tags = ["O", *(f"{first}-{label}" for label in LABELS for first in "BI")]
    scores = numpy.full((len(SCORED), len(text.words), len(tags)), (1 - sure) / (len(tags) - 1))
    for number, tag in enumerate(tags_of(len(text.words), spans)):
        scores[:, number, tags.index(tag)] = sure
    return Opinion((spans,) * len(SPANNED), numpy.log(scores).astype(numpy.float16))


def with_all_labels(docs, opinions):
    """Adds a gold Doc, so that all labels are known."""
    doc = make("Ann at Acme in Rome", ("Ann", "PER"), ("Acme", "ORG"), ("Rome", "LOC"), cable="z.txt", labels=GOLD)
    return [*docs, doc], [*opinions, believes(doc, ("Ann", "PER"), ("Acme", "ORG"), ("Rome", "LOC"))]


def judged_of(docs, opinions):
    docs, opinions = with_all_labels(docs, opinions)
    sources = [source_of(doc) for doc in docs]
    return sources, judge(sources, opinions)


def archive(cables=6):
    """Returns Docs of some cables in which towns are now and then organisations, and a person is missed."""
    docs = []
    for number in range(cables):
        name = f"c{number}.txt"
        town = ("Milltown", "ORG" if number % 3 == 0 else "LOC")
        docs.append(make(f"Mayor Ann Lee of Milltown spoke in year {number}.", ("Ann Lee", "PER"), town, cable=name))
        ents = () if number % 2 else (("Bob Stone", "PER"),)
        docs.append(
            make(f"then Bob Stone left for Oldtown, {number} miles.", ("Oldtown", "LOC"), *ents, cable=name, index=1)
        )
    return docs


def spans(doc):
    return [(ent.text, ent.label_) for ent in doc.ents]


def without_seconds(report):
    return {key: value for key, value in report.items() if key != "seconds"}


# -- tags and folds ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["O", "B-PER", "I-PER", "O"], ((1, 3, "PER"),)),
        (["B-PER", "B-PER", "I-LOC"], ((0, 1, "PER"), (1, 2, "PER"), (2, 3, "LOC"))),
        (["I-ORG", "-", "I-ORG"], ((0, 1, "ORG"), (2, 3, "ORG"))),
        ([], ()),
    ],
)
def test_opinions_spans_of_tags(tags, expected):
    assert spans_of(tags) == expected


@st.composite
def some_spans(draw):
    size = draw(st.integers(0, 12))
    bounds = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2])
    return size, tuple((start, end, draw(st.sampled_from(LABELS))) for start, end in pairs)


@LAW
@given(some_spans())
def test_opinions_tags_keep_spans(case):
    size, expected = case
    tags = tags_of(size, expected)
    assert len(tags) == size
    assert spans_of(tags) == expected


def test_opinions_tag_set():
    assert tag_set([Text("a", ["x"], [True], ["I-ORG"]), Text("a", ["x"], [True], ["B-LOC"])]) == [
        "O", "B-LOC", "I-LOC", "B-ORG", "I-ORG",
    ]  # fmt: skip


def text(group):
    return Text(group, ["x"], [False], ["O"])


@LAW
@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20), st.integers(0, 3))
def test_opinions_folds_hold_whole_cables_and_are_even(groups, seed):
    texts = [text(group) for group in groups]
    folds = folds_of(texts, seed)
    keys = groups if len(set(groups)) >= FOLDS else [f"{group} {index}" for index, group in enumerate(groups)]
    by_key = dict(zip(keys, folds))
    assert [by_key[key] for key in keys] == folds
    counts = [list(by_key.values()).count(fold) for fold in range(min(FOLDS, len(by_key)))]
    assert min(counts) >= 1
    assert max(counts) - min(counts) <= 1


def test_opinions_folds_depend_on_the_seed():
    texts = [text(str(number)) for number in range(40)]
    assert folds_of(texts, 0) == folds_of(texts, 0) != folds_of(texts, 1)


@pytest.mark.parametrize(("word", "expected"), [("McDonald", "XxXxx"), ("2009", "dd"), ("S/NF", "X/XX"), ("", "")])
def test_opinions_shape(word, expected):
    assert shape(word) == expected


# -- second opinions -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opinions():
    return second_opinions([source_of(doc).text for doc in archive()], effort=QUICK)


def test_opinions_are_of_every_text_and_are_probabilities(opinions):
    docs = archive()
    assert len(opinions) == len(docs)
    for doc, opinion in zip(docs, opinions):
        assert len(opinion.spans) == len(SPANNED)
        assert opinion.scores.shape == (len(SCORED), len(doc), 7)
        assert numpy.exp(opinion.scores.astype(float)).sum(2) == pytest.approx(1.0, abs=0.01)


def test_opinions_are_the_same_with_more_processes(opinions):
    parallel = second_opinions([source_of(doc).text for doc in archive()], effort=QUICK, processes=2)
    for one, other in zip(opinions, parallel):
        assert one.spans == other.spans
        assert numpy.array_equal(one.scores, other.scores)


def test_opinions_do_not_see_the_labels_they_judge():
    """A form that has a label in one cable alone is not given it there by heart."""
    docs = [make(f"zzz{number} saw Qqqq{number}.", cable=f"c{number}.txt") for number in range(8)]
    docs[0] = make("zzz0 saw Qqqq0.", ("zzz0", "PER"), cable="c0.txt")
    found = second_opinions([source_of(doc).text for doc in docs], effort=QUICK)
    assert found[0].spans == ((),) * len(SPANNED)


def test_opinions_cache(tmp_path, monkeypatch, opinions):
    texts = [source_of(doc).text for doc in archive()]
    told = []
    first = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    monkeypatch.setattr(opinions_module, "second_opinions", None)
    second = cached_opinions(texts, tmp_path / "a.npz", effort=QUICK, announce=lambda *args: told.append(args))
    for one, other, plain in zip(first, second, opinions):
        assert one.spans == other.spans == plain.spans
        assert numpy.array_equal(one.scores, other.scores)
    tokens = sum(len(text.words) for text in texts)
    assert [row[0] for row in told] == [tokens, tokens]
    assert told[0][1] > 0 == told[1][1]


def test_opinions_cache_that_is_spoilt_or_of_others_is_not_used(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(b"no zip")
    texts = [text("a"), text("b")]
    assert len(cached_opinions(texts, path, effort=QUICK)) == 2
    assert len(cached_opinions(texts[:1], path, effort=QUICK)) == 1


def test_opinions_key_depends_on_labels_settings_and_nothing_else():
    texts = [source_of(doc).text for doc in archive()]
    how = {"seed": 0, "effort": QUICK, "lang": "en"}
    key = opinions_key(texts, **how)
    assert key == opinions_key([source_of(doc).text for doc in archive()], **how)
    assert key != opinions_key(texts, **{**how, "seed": 1})
    assert key != opinions_key([texts[0]._replace(tags=["O"] * len(texts[0].tags)), *texts[1:]], **how)


def test_opinions_expected_seconds_grow_with_the_corpus_and_shrink_with_processes():
    texts = [source_of(doc).text for doc in archive()]
    one, many = expected_seconds(texts), expected_seconds(texts * 20)
    assert 0 < one < many
    assert expected_seconds(texts * 20, processes=2) < many


# -- what a person decided -----------------------------------------------------------------------


def test_source_of_undoes_decisions():
    doc = make(
        "Khamis met Saif in Rome.", ("Khamis", "PER"), ("Rome", "LOC"), decided=[[0, 6, [[0, 6, "LOC"]]], [11, 15, []]]
    )
    source = source_of(doc)
    assert spans_of(source.text.tags) == ((0, 1, "LOC"), (4, 5, "LOC"))
    assert source.now == ((0, 1, "PER"), (4, 5, "LOC"))
    assert [(region.start, region.end, region.before, region.after) for region in source.decided] == [
        (0, 1, ((0, 1, "LOC"),), ((0, 1, "PER"),)),
        (2, 3, (), ()),
    ]


def test_source_of_a_decision_that_makes_one_of_two():
    doc = make(
        "U.S. Embassy Tripoli is open.", ("U.S. Embassy Tripoli", "ORG"), decided=[[0, 20, [[0, 4, "LOC"], [5, 20, "ORG"]]]]
    )
    assert spans_of(source_of(doc).text.tags) == ((0, 1, "LOC"), (1, 3, "ORG"))


WORDS = ("Ann", "Va.", "Rome’s", "of", "U.S.", "Lee", "al-Islam")


@st.composite
def decided_cables(draw):
    """Returns a cable of one paragraph, and decisions about its forms and places."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
    whole = " ".join(words) + "."
    starts = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words))]
    bounds = sorted(draw(st.sets(st.integers(0, len(words) - 1), max_size=6)))
    mentions = []
    for first, last in zip(bounds[::2], bounds[1::2]):
        end = starts[last - 1] + len(words[last - 1]) - draw(st.sampled_from((0, 0, 1)))
        mentions.append(Mention(starts[first], end, draw(st.sampled_from(LABELS)), 1))
    cable = Cable("a.txt", [Paragraph(whole, mentions, PARAGRAPH)], {}, len(mentions), [], [], [])
    decisions = []
    for word in draw(st.lists(st.sampled_from(WORDS), max_size=3)):
        decisions.append(FormDecision(word, draw(st.sampled_from(("", *LABELS))), draw(st.sampled_from(("", *LABELS)))))
    if draw(st.booleans()):
        first = draw(st.integers(0, len(words) - 2))
        start, end = starts[first], starts[first + 1] + len(words[first + 1])
        inside = ((start, end, "PER"),) if draw(st.booleans()) else ()
        decisions.append(PlaceDecision(digest(whole), start, end, whole[start:end], inside))
    return cable, decisions


@LAW
@given(decided_cables())
def test_source_of_gives_the_labels_before_corrections(case):
    """So that second opinions hold, whatever is decided."""
    cable, decisions = case
    book = RuleBook()
    plain = next(make_docs(correct(cable, book, Corrections())[0], NLP)).doc
    corrected = next(make_docs(correct(cable, book, Corrections(decisions))[0], NLP)).doc
    assert source_of(corrected).text == source_of(plain).text


# -- proposals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ((), ((0, 1, "PER"),), "add"),
        (((0, 1, "PER"),), (), "delete"),
        (((0, 1, "PER"),), ((0, 1, "LOC"),), "relabel"),
        (((1, 2, "PER"),), ((0, 2, "PER"),), "grow"),
        (((0, 2, "PER"),), ((0, 1, "LOC"),), "shrink"),
        (((0, 2, "PER"),), ((1, 3, "PER"),), "other"),
        (((0, 1, "PER"), (1, 2, "PER")), ((0, 2, "PER"),), "other"),
    ],
)
def test_proposals_kind_of(old, new, kind):
    assert kind in KINDS
    assert kind_of(old, new) == kind


def proposals_of(docs, opinions):
    docs, opinions = with_all_labels(docs, opinions)
    texts = [source_of(doc).text for doc in docs]
    return propose(texts, [spans_of(text.tags) for text in texts], opinions)


def test_proposals_where_models_differ():
    doc = make("then Khamis al-Qadhafi left.", ("Khamis", "LOC"))
    found = proposals_of([doc], [believes(doc, ("Khamis al-Qadhafi", "PER"))])
    (candidate,) = found.candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 5, ((1, 2, "LOC"),))
    assert candidate.options[0] == ((1, 5, "PER"),)
    assert () in candidate.options
    assert ((1, 2, "PER"),) in candidate.options
    assert candidate.old not in candidate.options
    assert len(candidate.said) == len(SOURCES)
    assert found.chances[0] == pytest.approx(0.9**4, abs=0.01)
    assert found.old_chances[0] == pytest.approx((0.1 / 6) ** 4, abs=0.001)
    assert list(agreed([source_of(doc).text], found)) == [(0, ((1, 5, "PER"),))]


def test_proposals_agreed_unless_the_form_has_the_label_elsewhere():
    docs = [make(f"then Rome left {number}.", ("Rome", "LOC"), index=number) for number in range(4)]
    opinions = [believes(docs[0], ("Rome", "PER")), *(believes(doc, ("Rome", "LOC")) for doc in docs[1:])]
    found = proposals_of(docs, opinions)
    assert [row.options[0] for row in found.candidates] == [((1, 2, "PER"),)]
    assert list(agreed([source_of(doc).text for doc in docs], found)) == []


def test_proposals_none_where_all_agree():
    doc = make("then Ann left.", ("Ann", "PER"))
    assert proposals_of([doc], [believes(doc, ("Ann", "PER"))]).candidates == []


def test_proposals_none_on_missing_tokens():
    doc = make("then Ann Lee left.", missing=("Lee",))
    assert proposals_of([doc], [believes(doc, ("Ann Lee", "PER"))]).candidates == []


def test_proposals_of_the_lexicon():
    docs = [make(f"then WHA left {number}.", ("WHA", "ORG"), index=number) for number in range(4)]
    docs.append(make("then WHA left again.", index=4))
    docs.append(make("then WHA left for good.", ("WHA", "PER"), index=5))
    found = proposals_of(docs, [believes(doc, *[(ent.text, ent.label_) for ent in doc.ents]) for doc in docs])
    assert [(row.text, row.old, row.options[0]) for row in found.candidates] == [
        (4, (), ((1, 2, "ORG"),)),
        (5, ((1, 2, "PER"),), ((1, 2, "ORG"),)),
    ]


def test_proposals_of_capitals_that_may_be_a_name():
    doc = make("then Qux of Baz left.")
    sure, unsure = (believes(doc, sure=sure) for sure in (0.99, 0.9))
    assert proposals_of([doc], [sure]).candidates == []
    (candidate,) = proposals_of([doc], [unsure]).candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 4, ())
    assert sorted(candidate.options) == [((1, 4, label),) for label in LABELS]


# -- verdicts ------------------------------------------------------------------------------------


def decided_docs(kept, changed):
    """Returns Docs with places that a person decided on: ORG that stays, and ORG that becomes PER, as the models say."""
    docs, opinions = [], []
    for number in range(kept + changed):
        form = f"{'Acme' if number < kept else 'Ann'}{number}"
        label = "ORG" if number < kept else "PER"
        doc = make(
            f"{form} left.",
            (form, label),
            index=number,
            cable=f"c{number}",
            decided=[[0, len(form), [[0, len(form), "ORG"]]]],
        )
        docs.append(doc)
        opinions.append(believes(doc, (form, "LOC" if number < kept else "PER"), sure=0.6 if number < kept else 0.95))
    return docs, opinions


def with_open_case(docs, opinions):
    doc = make("Bob left.", ("Bob", "ORG"), cable="open", index=99)
    return [*docs, doc], [*opinions, believes(doc, ("Bob", "PER"), sure=0.95)]


def test_verdicts_spread_what_was_decided():
    sources, judged = judged_of(*with_open_case(*decided_docs(25, 25)))
    assert judged.is_fitted
    assert len(judged.verdicts) == 50
    (edit,) = judged.edits
    assert (edit.old, edit.new) == (((0, 1, "ORG"),), ((0, 1, "PER"),))
    assert edit.confidence > 0.8
    assert edit.wrong > 0.8


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        (0, 0),
        (LEAST_DECIDED // 2, LEAST_DECIDED // 2 - 1),
        (LEAST_OF_EACH - 1, 60),
        (60, LEAST_OF_EACH - 1),
        (LEAST_OF_EACH, 10 * LEAST_OF_EACH),
    ],
)
def test_verdicts_too_few_or_too_one_sided_are_not_spread(kept, changed):
    _, judged = judged_of(*with_open_case(*decided_docs(kept, changed)))
    assert not judged.is_fitted
    assert fit(judged.proposals, judged.verdicts) is None


def test_verdicts_weigh_a_form_as_much_as_a_place():
    """One form that is right in a hundred mentions does not outvote thirty places."""
    docs, opinions = decided_docs(25, 25)
    often = [
        make("Zed left.", ("Zed", "ORG"), cable=f"often{number}", decided=[[0, 3, [[0, 3, "ORG"]]]]) for number in range(100)
    ]
    docs, opinions = with_open_case(
        [*docs, *often], [*opinions, *(believes(doc, ("Zed", "PER"), sure=0.95) for doc in often)]
    )
    _, judged = judged_of(docs, opinions)
    (edit,) = judged.edits
    assert edit.confidence > 0.6


# -- questions -----------------------------------------------------------------------------------


def asked(docs, opinions, seed=0):
    sources, judged = judged_of(docs, opinions)
    suspects = sorted(judged.edits, key=lambda edit: -edit.wrong)
    return suspects, questions(sources, judged, suspects, seed=seed)


def wrong_often(count, form, label="LOC", right="PER", prefix=""):
    docs = [make(f"then {form} left {n}.", (form, label), cable=f"{prefix}{n}.txt") for n in range(count)]
    return docs, [believes(doc, (form, right)) for doc in docs]


def test_questions_form_wrong_often_comes_first():
    docs, opinions = [], []
    for form, count in (("Once", 1), ("Khamis", 40), ("Saif", 12)):
        more = wrong_often(count, form, prefix=form)
        docs, opinions = docs + more[0], opinions + more[1]
    suspects, found = asked(docs, opinions)
    assert [(row.kind, row.answer, row.count) for row in found[:2]] == [
        (FORM, ("Khamis", "LOC", "PER", ""), 40),
        (FORM, ("Saif", "LOC", "PER", ""), 12),
    ]
    once = next(row for row in found if row.answer.form == "Once")
    assert (once.kind, once.count) == (PLACE, 1)
    assert 0.5 < once.gain <= 1 < found[1].gain <= 12 < found[0].gain <= 40


def test_questions_about_every_suspect_and_none_twice():
    docs, opinions = [], []
    for number in range(30):
        more = wrong_often(1 + number % 3, f"Form{number}", prefix=str(number))
        docs, opinions = docs + more[0], opinions + more[1]
    suspects, found = asked(docs, opinions)
    assert {number for row in found for number in row.suspects} == set(range(len(suspects)))
    places = [row.suspects[0] for row in found if row.kind == PLACE]
    assert len(places) == len(set(places))
    assert any(row.drawn for row in found)
    assert [row.answer for row in found] == [row.answer for row in asked(docs, opinions)[1]]
    assert [row.answer for row in found] != [row.answer for row in asked(docs, opinions, seed=1)[1]]


def test_questions_about_a_longer_text():
    docs = [make(f"then Saif al-Islam left {n}.", ("Saif", "PER"), cable=f"{n}") for n in range(6)]
    _, found = asked(docs, [believes(doc, ("Saif al-Islam", "PER")) for doc in docs])
    assert (found[0].kind, found[0].answer) == (FORM, ("Saif", "PER", "PER", "Saif al-Islam"))


def test_questions_form_that_was_made_longer_is_asked_by_place():
    """A second decision about it would undo the first."""
    docs = [make("then Saif al-Islam left.", ("Saif al-Islam", "PER"), cable="x", decided=[[5, 18, [[5, 9, "LOC"]]]])]
    opinions = [believes(docs[0], ("Saif al-Islam", "PER"))]
    more = wrong_often(6, "Saif")
    _, found = asked(docs + more[0], opinions + more[1])
    assert {row.kind for row in found} == {PLACE}


# -- the whole audit -----------------------------------------------------------------------------


def test_audit_without_decisions_changes_nothing():
    docs = archive()
    before = new_docbin(docs).to_bytes()
    found = audit(docs, effort=QUICK)
    assert found.report["suspects"]
    assert found.report["spread"] == []
    assert not found.report["decisions"]["spread"]
    assert new_docbin(found.repaired(docs)).to_bytes() == before


def test_audit_report():
    docs = archive()
    report = audit(docs, effort=QUICK).report
    assert report["corpus"] == {"docs": 12, "tokens": sum(map(len, docs)), "mentions": 21, "cables": 6}
    assert set(report) == {
        "version", "spacy", "settings", "corpus", "seconds", "forms", "suspects", "spread", "decisions",
    }  # fmt: skip
    by_place = {(doc.user_data["cable"], doc.user_data["index"]): doc for doc in docs}
    for row in report["suspects"]:
        doc = by_place[row["cable"], row["index"]]
        assert row["paragraph"] == digest(doc.text)
        assert doc.text[row["start"] : row["end"]] == row["text"]
        ents = [[ent.start_char, ent.end_char, ent.label_] for ent in doc.ents]
        assert row["old"] == [ent for ent in ents if ent[0] < row["end"] and row["start"] < ent[1]]
        assert row["new"] != row["old"]
        assert all(row["start"] <= start < end <= row["end"] for start, end, _ in row["new"])
        assert 0 <= row["confidence"] <= 1 >= row["wrong"] >= 0
        assert doc.text.endswith(row["text"] + row["after"]) or len(row["after"]) == 60
        assert row["reasons"]
    margins = [row["confidence"] + row["wrong"] for row in report["suspects"]]
    assert margins == pytest.approx(sorted(margins, reverse=True), abs=1e-3)
    for row in report["forms"]:
        assert all(0 <= number < len(report["suspects"]) for number in row["mentions"])
        assert row["count"] >= len(row["mentions"]) >= 1


def test_audit_is_reproducible(tmp_path):
    one, two = (audit(archive(), effort=QUICK, processes=processes).report for processes in (1, 2))
    cached = [audit(archive(), effort=QUICK, cache=tmp_path / "a.npz").report for _ in range(2)]
    assert without_seconds(one) == without_seconds(two) == without_seconds(cached[0]) == without_seconds(cached[1])


def test_audit_never_suspects_gold():
    docs = archive()
    for doc in docs[::2]:
        doc.user_data["labels"] = GOLD
    report = audit(docs, effort=QUICK).report
    assert {row["index"] for row in report["suspects"]} <= {1}


@pytest.mark.parametrize(
    "docs",
    [
        [],
        [make("")],
        [make("Ann went to Rome.", ("Ann", "PER"))],
        [make("Ann went to Rome.", index=number) for number in range(5)],
        [make(f"Ann{n} went home.", (f"Ann{n}", "PER"), index=n, cable=f"c{n % 2}") for n in range(6)],
        [make(f"Ann{n} went home.", *([(f"Ann{n}", "PER")] if not n else []), cable=f"c{n}") for n in range(6)],
        [make(f"Ann{n} went", missing=(f"Ann{n} went",), cable=f"c{n}") for n in range(6)],
        [make("", cable="empty"), *archive(1)],
    ],
    ids=["none", "empty", "one", "no labels", "two cables", "one mention", "all missing", "one cable"],
)
def test_audit_of_small_corpora(docs):
    found = audit(docs, effort=QUICK)
    assert found.report["corpus"]["docs"] == len(docs)
    assert [spans(doc) for doc in found.repaired(docs)] == [spans(doc) for doc in docs]


def fake(monkeypatch, opinions):
    monkeypatch.setattr(audit_module, "cached_opinions", lambda *args, **how: opinions)


def test_audit_spreads_and_a_decision_wins(monkeypatch):
    docs, opinions = with_all_labels(*with_open_case(*decided_docs(25, 25)))
    refused = make("Joe left.", ("Joe", "ORG"), cable="refused", decided=[[0, 3, [[0, 3, "ORG"]]]])
    docs.append(refused)
    opinions.append(believes(refused, ("Joe", "PER"), sure=0.95))
    fake(monkeypatch, opinions)
    found = audit(docs)
    (row,) = found.report["spread"]
    assert (row["cable"], row["old"], row["new"]) == ("open", [[0, 3, "ORG"]], [[0, 3, "PER"]])
    after = {doc.user_data["cable"]: spans(doc) for doc in found.repaired(docs)}
    assert after["open"] == [("Bob", "PER")]
    assert after["refused"] == [("Joe", "ORG")]
    assert after["c0"] == [("Acme0", "ORG")]
    assert found.report["decisions"] == {"forms": 0, "places": 51, "regions": 51, "spread": True}


def test_audit_marks_missing_if_wanted(monkeypatch):
    doc = make("then Bob and Ann left.", ("Bob", "ORG"), ("Ann", "PER"), cable="a")
    docs, opinions = with_all_labels([doc], [believes(doc, ("Bob", "PER"), ("Ann", "PER"))])
    fake(monkeypatch, opinions)
    assert audit(docs).missing == {}
    repaired = list(audit(docs, mark_missing=True).repaired(docs))[0]
    assert spans(repaired) == [("Ann", "PER")]
    assert [token.text for token in repaired if token.ent_iob == MISSING] == ["Bob"]


def test_audit_that_is_not_wanted():
    found = not_audited(archive())
    assert found.report["settings"]["audit"] is False
    assert (found.report["forms"], found.report["suspects"], found.report["spread"]) == ([], [], [])
    assert found.report["corpus"]["docs"] == 12
    assert list(found.repaired(archive()))


# -- the person who knows the gold ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "form", "expected"),
    [
        ("WHA and EUR/WHA, not WHAT", "WHA", [(0, 3), (12, 15)]),
        ("New York, New\nYork", "New York", [(0, 8), (10, 18)]),
        ("wha", "WHA", []),
        ("S/NF (S/NF)", "S/NF", [(0, 4), (6, 10)]),
    ],
)
def test_simulation_occurrences(whole, form, expected):
    assert list(occurrences(whole, form)) == expected


def form_row(form, label, becomes, wanted=None):
    return {"kind": FORM, "form": form, "label": label, "becomes": becomes, "text": wanted, "mentions": [0]}


def answers(docs, gold, row, suspects=()):
    return Oracle(docs, gold).answer_all({"forms": [row], "suspects": list(suspects)}, 10)


def test_simulation_one_answer_for_a_form():
    docs = [make("then Saif left.", ("Saif", "LOC"), cable=str(number)) for number in range(4)]
    gold = [make("then Saif left.", ("Saif", "PER")) for _ in range(3)] + [make("then Saif left.", ("Saif", "ORG"))]
    found = answers(docs, gold, form_row("Saif", "LOC", "ORG"))
    assert found.decisions == [FormDecision("Saif", "LOC", "PER")]
    assert (found.asked, found.depends) == (1, 0)


def test_simulation_it_depends():
    docs = [make("then Saif left.", ("Saif", "LOC"), cable=str(number)) for number in range(2)]
    gold = [make("then Saif left.", ("Saif", "PER")), make("then Saif left.")]
    found = answers(docs, gold, form_row("Saif", "LOC", "PER"))
    assert (found.decisions, found.asked, found.depends) == ([], 1, 1)


def test_simulation_a_place_is_answered_as_far_as_gold_goes():
    doc, gold = make("then Saif al-Islam left.", ("Saif", "LOC")), make("then Saif al-Islam left.", ("Saif al-Islam", "PER"))
    suspect = {"cable": "a.txt", "index": 0, "start": 5, "end": 9, "old": [[5, 9, "LOC"]]}
    row = {"kind": PLACE, "form": "Saif", "label": "LOC", "becomes": "PER", "text": None, "mentions": [0]}
    found = answers([doc], [gold], row, [suspect])
    assert found.decisions == [PlaceDecision(digest(doc.text), 5, 18, "Saif al-Islam", ((5, 18, "PER"),), "a.txt")]
    assert Oracle([doc], [gold]).is_wrong(suspect)
    assert not Oracle([doc], [doc]).is_wrong(suspect)


def test_simulation_what_is_decided_is_not_asked():
    doc = make("then Saif left.", ("Saif", "PER"), decided=[[5, 9, [[5, 9, "LOC"]]]])
    assert answers([doc], [doc], form_row("Saif", "PER", "LOC")).asked == 0


def test_simulation_decisions_lead_to_gold():
    """What is answered, applied by convert's own corrections, is what gold has."""
    whole = "then Saif al-Islam met Ann Lee, and Saif left."
    at = lambda part, label: Mention(whole.index(part), whole.index(part) + len(part), label, 1)  # noqa: E731
    cable = Cable("a.txt", [Paragraph(whole, [at("Saif", "LOC"), at("Ann", "PER")], PARAGRAPH)], {}, 2, [], [], [])
    gold = make(whole, ("Saif al-Islam", "PER"), ("Ann Lee", "PER"))
    silver = next(make_docs(cable, NLP)).doc
    silver_suspects = [
        {"cable": "a.txt", "index": 0, "start": ent.start_char, "end": ent.end_char, "old": []} for ent in silver.ents
    ]
    rows = [
        {"kind": PLACE, "form": "", "label": "", "becomes": "", "text": None, "mentions": [number]} for number in range(2)
    ]
    found = Oracle([silver], [gold]).answer_all({"forms": rows, "suspects": silver_suspects}, 10)
    corrected = next(make_docs(correct(cable, RuleBook(), Corrections(found.decisions))[0], NLP)).doc
    assert spans(corrected) == [("Saif al-Islam", "PER"), ("Ann Lee", "PER")]
