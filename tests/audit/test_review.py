"""The review: what is asked in which order, what an answer writes, and that undo gives back the bytes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.audit.review import Audit, Form, Review, Suspect, decide_paragraph, label_keys, read_audit
from cable_ner.evaluation.scoring import Labelled
from cable_ner.files.digests import digest
from cable_ner.labels import FormDecision, PlaceDecision, RuleBook, correct, read_corrections
from cable_ner.text import Cable, Mention, Paragraph

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=150)
TEXTS = ["Khamis met Saif in Tripoli.", "Then Khamis left WHA with Saif’s aide.", "Khamis\nal-Qadhafi spoke of Saif."]


def suspect(number, part, old, new, **changes):
    """Returns a suspect about a part of a text; old and new are labels of the whole part, or spans."""
    text = TEXTS[number]
    start = text.index(part)
    end = start + len(part)
    old, new = ([[start, end, side]] if side and isinstance(side, str) else side or [] for side in (old, new))
    row = {
        "cable": f"{number}.txt", "index": 0, "paragraph": digest(text), "zone": "paragraph", "start": start, "end": end,
        "text": part, "old": old, "new": new, "confidence": 0.9, "reasons": ["a reason"],
        "before": text[max(start - 60, 0) : start], "after": text[end : end + 60],
    }  # fmt: skip
    return {**row, **changes}


def form(name, label, becomes, mentions, **changes):
    row = {
        "form": name, "label": label, "becomes": becomes, "text": None, "count": len(mentions), "confidence": 0.8,
        "gain": 1.0 * len(mentions), "reasons": [], "mentions": mentions,
    }  # fmt: skip
    return {**row, **changes}


SUSPECTS = [
    suspect(0, "Khamis", "LOC", "PER"),
    suspect(1, "Khamis", "LOC", "PER"),
    suspect(1, "WHA", "", "ORG"),
    suspect(1, "Saif’s", "ORG", [[26, 30, "PER"]]),
    suspect(0, "Saif", "MISC", "PER"),
    suspect(2, "Khamis", "LOC", "PER"),
]
FORMS = [
    form("Khamis", "LOC", "PER", [0, 1, 5]),
    form("WHA", "", "ORG", [2]),
    form("Saif", "MISC", "PER", [4], kind="place"),
    form("Saif’s", "ORG", "PER", [3], text="Saif"),
]


def write(tmp_path, forms=FORMS, suspects=SUSPECTS, spread=()):
    path = tmp_path / "audit.json"
    path.write_text(json.dumps({"forms": forms, "suspects": suspects, "spread": list(spread)}), encoding="utf8")
    return path


def review(tmp_path, **how):
    return Review(read_audit(write(tmp_path)), tmp_path / "corrections.jsonl", **how)


def lines(tmp_path, name="corrections.jsonl"):
    path = tmp_path / name
    return [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()] if path.exists() else []


def asked(session):
    return [(item.text, item.cable) if isinstance(item, Suspect) else item.form for item in session.open()]


# -- audit.json ----------------------------------------------------------------------------------


def test_review_reads_what_audit_wrote(tmp_path):
    audit = read_audit(write(tmp_path))
    assert audit.suspects[3].old == (Labelled(26, 32, "ORG"),)
    assert audit.suspects[3].new == (Labelled(26, 30, "PER"),)
    assert [item.single for item in audit.forms] == [False, False, True, False]
    assert audit.labels == ("PER", "ORG", "LOC", "MISC")


def test_review_labels_of_the_audit_come_after_the_usual(tmp_path):
    audit = read_audit(write(tmp_path, [form("Ann", "", "DATE", [])], [suspect(0, "Saif", "GPE", "PER")]))
    assert audit.labels == ("PER", "ORG", "LOC", "MISC", "DATE", "GPE")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "audit.json: is not what audit writes"),
        ("[]", "audit.json: is not what audit writes"),
        ('{"forms": []}', "audit.json: is not what audit writes (has no 'suspects'); audit the corpus again"),
        ('{"forms": [{"form": "a"}], "suspects": []}', "(has no 'label')"),
        (json.dumps({"forms": [form("a", "", "PER", [7])], "suspects": []}), "form 'a' names a suspect that is not there"),
        (
            json.dumps({"forms": [], "suspects": [suspect(0, "Saif", "", "PER", end=99)]}),
            "'Saif' is not the text from 11 to 99",
        ),
        (None, "audit.json: no such file; audit the corpus first"),
    ],
)
def test_review_audit_that_cannot_be_read(tmp_path, data, message):
    path = tmp_path / "audit.json"
    if data is not None:
        path.write_text(data, encoding="utf8")
    with pytest.raises(ValueError) as error:  # noqa: PT011
        read_audit(path)
    assert message in str(error.value)


# -- decisions -----------------------------------------------------------------------------------


def the(number):
    return Audit([], [read(row) for row in SUSPECTS], []).suspects[number]


def read(row):
    old, new = (tuple(Labelled(*span) for span in row[side]) for side in ("old", "new"))
    return Suspect(
        row["cable"], 0, row["paragraph"], row["zone"], row["start"], row["end"], row["text"], old, new, 0.9, (),
        row["before"], row["after"],
    )  # fmt: skip


def test_review_decisions_about_a_mention():
    saif = the(3)
    assert saif.decide(saif.new).as_json() == {
        "paragraph": digest(TEXTS[1]), "start": 26, "end": 32, "text": "Saif’s", "spans": [[26, 30, "PER"]],
        "cable": "1.txt",
    }  # fmt: skip
    assert saif.decide(saif.old).spans == ((26, 32, "ORG"),)
    assert saif.labelled("LOC").spans == ((26, 32, "LOC"),)
    assert saif.labelled("").spans == ()
    assert the(2).labelled("MISC").spans == ((17, 20, "MISC"),)


def test_review_label_of_a_stretch_with_several_mentions():
    several = read(suspect(0, "Khamis met Saif", [[0, 6, "LOC"], [11, 15, "MISC"]], [[0, 6, "PER"], [11, 15, "PER"]]))
    assert several.labelled("ORG").spans == ((0, 15, "ORG"),)


@pytest.mark.parametrize(
    ("number", "typed", "start", "end", "place"),
    [
        (3, "Saif", 26, 30, (26, 32, "Saif’s")),
        (3, "Saif’s aide", 26, 37, (26, 37, "Saif’s aide")),
        (5, "Khamis al-Qadhafi", 0, 17, (0, 17, "Khamis\nal-Qadhafi")),
        (1, "Then Khamis", 0, 11, (0, 11, "Then Khamis")),
    ],
)
def test_review_extent_that_was_typed(number, typed, start, end, place):
    decision = the(number).extent(typed, "PER")
    assert decision.spans == ((start, end, "PER"),)
    assert (decision.start, decision.end, decision.text) == place


@pytest.mark.parametrize("typed", ["", "Seif", "left", "aide"])
def test_review_extent_that_does_not_stand_there(typed):
    with pytest.raises(ValueError, match="does not stand here; type it as it is written"):
        the(1).extent(typed, "PER")


def test_review_decisions_about_a_form():
    one = Form("Libya’s", "ORG", "LOC", "Libya", 3, 0.9, 2.7, (), (), cable="a.txt")
    assert one.accept() == FormDecision("Libya’s", "ORG", "LOC", "Libya", "a.txt")
    assert one.keep() == FormDecision("Libya’s", "ORG", "ORG", "", "a.txt")
    assert one.decide("") == FormDecision("Libya’s", "ORG", "", "", "a.txt")
    assert one.decide("PER", "Libya’s") == FormDecision("Libya’s", "ORG", "PER", "", "a.txt")
    with pytest.raises(ValueError, match="'text' must be part of"):
        one.decide("PER", "Egypt")


# -- the session ---------------------------------------------------------------------------------


def test_review_asks_in_the_order_of_the_audit(tmp_path):
    assert asked(review(tmp_path)) == ["Khamis", "WHA", ("Saif", "0.txt"), "Saif’s"]


def test_review_a_decision_is_on_the_disk_at_once(tmp_path):
    session = review(tmp_path, by="kim")
    session.add(session.next().accept())
    assert lines(tmp_path) == [{"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"}]
    assert asked(session) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_review_nothing_is_written_that_could_not_be_read_again(tmp_path):
    session = review(tmp_path)
    outside = session.audit.suspects[0].decide([Labelled(3, 90, "PER")])
    with pytest.raises(ValueError, match="the span .3, 90. is not within 0 to 6, or overlaps another"):
        session.add(session.audit.forms[0].accept(), outside)
    assert lines(tmp_path) == []
    assert session.status().decisions == 0


def test_review_goes_on_where_it_stopped(tmp_path):
    session = review(tmp_path)
    session.add(session.next().keep())
    session.skip(session.next())
    assert session.next().text == "Saif"
    # What was skipped is asked again in another session, what was decided is not.
    assert asked(review(tmp_path)) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_review_what_depends_is_asked_mention_by_mention_after_the_rest(tmp_path):
    session = review(tmp_path)
    session.add_depends(session.next())
    rest = ["WHA", ("Saif", "0.txt"), "Saif’s", ("Khamis", "0.txt"), ("Khamis", "1.txt"), ("Khamis", "2.txt")]
    assert asked(session) == rest
    assert lines(tmp_path) == []
    again = review(tmp_path)
    assert asked(again) == rest
    again.add(again.audit.suspects[1].decide(again.audit.suspects[1].new))
    assert asked(again) == [item for item in rest if item != ("Khamis", "1.txt")]


def test_review_a_form_whose_mentions_are_all_decided_is_not_asked(tmp_path):
    session = review(tmp_path)
    for number in (0, 1, 5):
        session.add(session.audit.suspects[number].decide([]))
    assert asked(session) == ["WHA", ("Saif", "0.txt"), "Saif’s"]


def test_review_a_mention_whose_form_is_decided_is_not_asked(tmp_path):
    session = review(tmp_path)
    session.add(FormDecision("Saif", "MISC", "PER"))
    assert asked(session) == ["Khamis", "WHA", "Saif’s"]
    session.add(FormDecision("WHA", "", ""))
    assert asked(session) == ["Khamis", "Saif’s"]


def test_review_one_decision_answers_for_all_proposals_of_a_form(tmp_path):
    forms = [form("Khamis", "LOC", "PER", [0, 1]), form("Khamis", "LOC", "", [5])]
    session = Review(read_audit(write(tmp_path, forms)), tmp_path / "c.jsonl")
    assert session.others(session.audit.forms[0]) == [session.audit.forms[1]]
    assert asked(session) == ["Khamis"]
    session.add(session.next().accept())
    assert session.next() is None


def test_review_a_decision_for_all_cables_answers_for_one(tmp_path):
    forms = [form("Khamis", "LOC", "PER", [0], cable="0.txt"), form("Khamis", "LOC", "PER", [1], cable="1.txt")]
    session = Review(read_audit(write(tmp_path, forms)), tmp_path / "c.jsonl")
    session.add(session.next().keep())
    assert [item.cable for item in session.open()] == ["1.txt"]
    assert lines(tmp_path, "c.jsonl") == [{"form": "Khamis", "label": "LOC", "becomes": "LOC", "cable": "0.txt"}]
    session.undo()
    session.add(FormDecision("Khamis", "LOC", "PER"))
    assert list(session.open()) == []


def test_review_status_by_hand(tmp_path):
    session = review(tmp_path)
    assert session.status() == (0, 4, 4, 6, 6, 0, 6.0, 6.0)
    session.add(session.next().accept())
    session.add_depends(session.next())
    # Khamis is decided for three mentions; WHA depends and is open.
    assert session.status() == (1, 4, 3, 6, 3, 1, 6.0, 3.0)


def test_review_news_are_decisions_that_the_file_does_not_say(tmp_path):
    session = review(tmp_path, by="kim")
    first, second = session.audit.forms[0].accept(), session.audit.forms[0].keep()
    session.add(first)
    assert session.news([first, second]) == [second]
    session.add(second)
    assert session.news([first, second]) == [first]


@pytest.mark.parametrize("line", ["{", '{"form": 1}', "[]", '{"label": "PER"}'])
def test_review_depends_that_cannot_be_read(tmp_path, line):
    (tmp_path / "corrections.depends.jsonl").write_text(line + "\n", encoding="utf8")
    with pytest.raises(ValueError, match="corrections.depends.jsonl:1: is no form that was answered 'depends'"):
        review(tmp_path)


# -- undo ----------------------------------------------------------------------------------------

OLD_FILES = [None, b"", b'{"form": "x", "label": "", "becomes": ""}\n', b'\n{"form": "x", "label": "", "becomes": ""}']


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.jsonl")}


@LAW
@given(
    st.sampled_from(OLD_FILES), st.lists(st.sampled_from(["accept", "keep", "depends", "two", "undo", "skip"]), max_size=12)
)
def test_review_undo_gives_back_the_bytes(tmp_path_factory, old, actions):
    folder = tmp_path_factory.mktemp("undo")
    if old is not None:
        (folder / "corrections.jsonl").write_bytes(old)
    session = review(folder)
    before: list[tuple] = []
    for action in actions:
        question = session.next()
        if action == "undo":
            if before:
                assert session.undo() is not None
                assert (contents(folder), asked(session)) == before.pop()
        elif action == "skip":
            if question:
                session.skip(question)
        elif question:
            before.append((contents(folder), asked(session)))
            if action == "depends" and isinstance(question, Form):
                session.add_depends(question)
            elif isinstance(question, Form):
                made = [question.accept() if action == "accept" else question.keep()]
                session.add(*made * (2 if action == "two" else 1))
            else:
                session.add(question.decide(question.new if action == "accept" else question.old))
    while before:
        session.undo()
        assert (contents(folder), asked(session)) == before.pop()


def test_review_undo_goes_on_to_what_was_decided_before(tmp_path):
    first = review(tmp_path)
    first.add(first.next().accept())
    first.add(first.next().accept())
    bytes_before = (tmp_path / "corrections.jsonl").read_bytes()
    second = review(tmp_path)
    second.add(second.next().decide([]))
    assert isinstance(second.undo(), PlaceDecision)
    assert (tmp_path / "corrections.jsonl").read_bytes() == bytes_before
    assert second.undo().form == "WHA"
    assert second.undo().form == "Khamis"
    assert second.undo() is None
    assert asked(second) == asked(review(tmp_path)) == ["Khamis", "WHA", ("Saif", "0.txt"), "Saif’s"]


def test_review_undo_asks_again_what_was_skipped_after_it(tmp_path):
    session = review(tmp_path)
    session.add(session.next().accept())
    session.undo()
    assert session.next().form == "Khamis"


def test_review_undo_takes_nothing_of_another_program(tmp_path):
    session = review(tmp_path)
    session.add(session.next().accept())
    with (tmp_path / "corrections.jsonl").open("a", encoding="utf8") as file:
        file.write('{"form": "x", "label": "", "becomes": ""}\n')
    before = contents(tmp_path)
    with pytest.raises(ValueError, match="was changed by another program; nothing is taken back"):
        session.undo()
    assert contents(tmp_path) == before


# -- whole paragraphs ----------------------------------------------------------------------------

TEXT = "Ann Lee met Bo Ray in Rome with aides of Cy Dee there."


@st.composite
def _spans(draw):
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=10)))
    kept = draw(st.lists(st.sampled_from(["", "PER", "LOC"]), min_size=len(cuts), max_size=len(cuts)))
    return [Labelled(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


_STRETCHES = st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 9)), max_size=4).map(
    lambda pairs: [(start, min(start + length, len(TEXT))) for start, length in pairs]
)


@LAW
@given(_spans(), _spans(), _STRETCHES)
def test_review_decisions_on_a_paragraph_give_what_the_person_left(old, new, suspects):
    decisions = decide_paragraph(digest(TEXT), TEXT, old, new, suspects)
    cable = Cable("a", [Paragraph(TEXT, [Mention(*span, 1) for span in old], "paragraph")])
    # Each is whole and apart from the others, and all suspects are decided on.
    assert all(TEXT[item.start : item.end] == item.text for item in decisions)
    assert all(one.end <= other.start for one, other in zip(decisions, decisions[1:]))
    for start, end in suspects:
        assert any(item.start <= start and end <= item.end for item in decisions)
    corrected, _ = correct(cable, RuleBook(), _corrections(decisions))
    assert [mention[:3] for mention in corrected.paragraphs[0].mentions] == new


def _corrections(decisions):
    from cable_ner.labels import Corrections, from_json

    return Corrections(from_json(decision.as_json()) for decision in decisions)


def test_review_decisions_on_a_paragraph_by_hand():
    old = [Labelled(0, 3, "LOC"), Labelled(12, 18, "PER"), Labelled(22, 26, "LOC")]
    new = [Labelled(0, 7, "PER"), Labelled(12, 18, "PER"), Labelled(22, 26, "LOC")]
    decisions = decide_paragraph("d", TEXT, old, new, [(12, 14), (41, 44)], cable="a")
    assert [(item.start, item.end, item.spans) for item in decisions] == [
        (0, 7, ((0, 7, "PER"),)),  # changed
        (12, 18, ((12, 18, "PER"),)),  # a suspect that is right: the stretch reaches over its mention
        (41, 44, ()),  # a suspect that is no mention
    ]
    assert decide_paragraph("d", TEXT, old, old, []) == []


def test_review_stretches_that_touch_are_decided_on_apart():
    old, new = [Labelled(0, 3, "LOC"), Labelled(3, 7, "LOC")], [Labelled(0, 3, "PER"), Labelled(3, 7, "LOC")]
    decisions = decide_paragraph("d", TEXT, old, new, [(7, 11)])
    assert [(item.start, item.end, item.spans) for item in decisions] == [(0, 3, ((0, 3, "PER"),)), (7, 11, ())]


def test_review_what_a_person_decided_is_what_the_next_conversion_has(tmp_path):
    session = review(tmp_path)
    session.add(session.audit.suspects[3].extent("Saif’s aide", "PER"), session.audit.suspects[2].decide([]))
    session.add(session.audit.forms[0].accept())
    paragraph = Paragraph(
        TEXTS[1], [Mention(5, 11, "LOC", 1), Mention(17, 20, "ORG", 1), Mention(26, 32, "ORG", 1)], "paragraph"
    )
    corrected, _ = correct(Cable("1.txt", [paragraph]), RuleBook(), read_corrections(tmp_path / "corrections.jsonl"))
    assert [mention[:3] for mention in corrected.paragraphs[0].mentions] == [(5, 11, "PER"), (26, 37, "PER")]


# -- keys ----------------------------------------------------------------------------------------


def test_review_keys_of_labels():
    assert label_keys(("PER", "ORG", "LOC", "MISC")) == {"p": "PER", "o": "ORG", "l": "LOC", "m": "MISC"}
    # Keys of commands are not taken, nor those of other labels.
    assert label_keys(("PER", "NORP", "PRODUCT", "DATE")) == {"p": "PER", "1": "NORP", "2": "PRODUCT", "3": "DATE"}
