"""What people contradict each other in is asked of a third person, and only that."""

import pytest

from cable_ner.audit.review import Adjudication, read_findings
from cable_ner.labels import contradictions, from_json, read_corrections
from tests.helpers.review import lines, review, write


@pytest.fixture
def session(tmp_path):
    """Returns a session on a form and a place that ann and bob have answered differently."""
    for name, labels in (("ann", ("PER", "ORG")), ("bob", ("ORG", ""))):
        own = review(tmp_path, by=name)
        own.add(own.findings.forms[0].decide(labels[0]), own.findings.suspects[4].labelled(labels[1]))
        own.add(own.findings.forms[1].accept())
    return Adjudication(read_findings(write(tmp_path)), tmp_path / "corrections.jsonl", by="kim")


def test_adjudication_asks_only_about_contradictions(session, tmp_path):
    form = session.next()
    assert (form.form, form.becomes, form.reasons) == (
        "Khamis", "ORG", ("ann: Khamis: LOC → PER", "bob: Khamis: LOC → ORG"),
    )  # fmt: skip
    assert len(session.places(form)) == 3
    assert session.status()[1:3] == (2, 2)
    session.add(form.accept())
    assert not session.is_open(form)
    place = session.next()
    assert (place.text, [span.label for span in place.old], place.new, place.before) == ("Saif", ["ORG"], (), "Khamis met ")
    session.add(place.decide(place.old))
    assert session.next() is None
    assert session.status()[1:3] == (2, 0)
    assert [(row["by"], row["settles"]) for row in lines(tmp_path)[-2:]] == [("kim", "ann, bob")] * 2
    assert contradictions(read_corrections(tmp_path / "corrections.jsonl").decisions) == []
    held = read_corrections(tmp_path / "corrections.jsonl").in_force()
    assert [(decision.as_json().get("becomes"), dict(decision.notes)["by"]) for decision in held] == [
        ("ORG", "bob"), ("ORG", "kim"), (None, "kim"),
    ]  # fmt: skip


def test_adjudication_by_more_than_the_place_settles_the_place(session):
    session.add(session.next().keep())
    place = session.next()
    session.add(place.extent("met Saif", "PER"))
    assert session.next() is None
    (held,) = [one for one in session.decisions if dict(one.notes).get("settles") and getattr(one, "text", "") == "met Saif"]
    assert [span[2] for span in held.spans] == ["PER"]


def test_adjudication_of_places_that_overlap(tmp_path):
    """Both answers are about the whole stretch, and so is the one that settles them."""
    for name, text, label in (("ann", "Saif", "PER"), ("bob", "met Saif", "ORG")):
        own = review(tmp_path, by=name)
        own.add(own.findings.suspects[4].extent(text, label))
    session = Adjudication(read_findings(write(tmp_path)), own.path, by="kim")
    place = session.next()
    assert (place.text, place.reasons) == (
        "met Saif", ("ann: met Saif: PER “Saif”", "bob: met Saif: ORG “met Saif”")
    )  # fmt: skip
    assert [place.text_of(span) for span in (*place.old, *place.new)] == ["Saif", "met Saif"]
    session.add(place.decide(place.new))
    assert session.next() is None
    [held] = [one for one in read_corrections(own.path).in_force() if one.text == "met Saif"]
    assert dict(held.notes)["by"] == "kim"


def test_adjudication_can_be_taken_back(session):
    form = session.next()
    session.add(form.accept())
    assert session.next() != form
    session.undo()
    assert session.next() == form


def test_adjudication_needs_a_name(tmp_path):
    with pytest.raises(ValueError, match="give yours with --by"):
        Adjudication(read_findings(write(tmp_path)), tmp_path / "corrections.jsonl", by="")


def test_adjudication_of_what_the_audit_no_longer_asks(tmp_path):
    rows = [{"form": "Old", "label": "LOC", "becomes": becomes, "by": by} for becomes, by in (("PER", "ann"), ("", "bob"))]
    own = review(tmp_path)
    own.add(*map(from_json, rows))
    form = Adjudication(own.findings, own.path, by="kim").next()
    assert (form.form, form.becomes, form.mentions) == ("Old", "", ())
