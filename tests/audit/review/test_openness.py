"""What is open after each decision is what a review that reads all decisions finds open."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.review import ReviewState, read_findings
from cable_ner.labels import FormDecision, PlaceDecision
from tests.helpers.review import FORMS, SUSPECTS, form, read, suspect, write

ROWS = [*SUSPECTS, {**suspect(1, "Khamis", "LOC", "PER"), "cable": "copy.txt"}]
MORE = [
    form("Khamis", "LOC", "PER", [6], kind="place"),
    form("Khamis", "LOC", "", [0]),
    form("Khamis", "LOC", "PER", [0, 5], cable="0.txt"),
    form("Khamis", "LOC", "PER", [], zone="text"),
]
_PLACES = [read(row) for row in ROWS]
DECISIONS = st.one_of(
    st.builds(
        FormDecision,
        st.sampled_from(["Khamis", "WHA", "Saif", "Saif’s", "Tripoli"]), st.sampled_from(["LOC", "", "MISC", "ORG"]),
        st.just("PER"), cable=st.sampled_from(["", "0.txt", "1.txt"]), zone=st.sampled_from(["", "text", "header"]),
    ),
    st.sampled_from(_PLACES).map(lambda one: one.decide(one.new)),
    st.builds(
        lambda one, size: PlaceDecision.of(one.paragraph, one.start, one.text[:size], [], cable=one.cable),
        st.sampled_from(_PLACES), st.integers(1, 3),
    ),
)  # fmt: skip


@cache
def _findings():
    with TemporaryDirectory() as folder:
        return read_findings(write(Path(folder), [*FORMS, *MORE], ROWS))


@given(st.lists(DECISIONS, max_size=8), st.sets(st.integers(0, 7), max_size=3))
def test_openness_is_kept_up_to_date(decisions, depending):
    findings = _findings()
    depends = {findings.forms[number].key for number in depending}
    state = ReviewState(findings, [], depends=depends)
    for number, decision in enumerate(decisions, 1):
        state._learn([decision])
        anew = ReviewState(findings, decisions[:number], depends=depends)
        assert list(state.open()) == list(anew.open()) == list(_as_defined(anew))
        assert state.status() == anew.status()
    for number in reversed(range(len(decisions))):
        state._unlearn(decisions[number])
        anew = ReviewState(findings, decisions[:number], depends=depends)
        assert list(state.open()) == list(anew.open())
        assert (state.status(), state.decisions) == (anew.status(), anew.decisions)


def _as_defined(state):
    """Yields the open questions, found by asking of every question whether it is decided."""
    seen = set()
    for one in state.findings.forms:
        question = state.findings.suspects[one.mentions[0]] if one.single else one
        key = question.subject if one.single else one.key
        if key not in seen and (one.single or not state.depends(one)) and not state.is_decided(question):
            seen.add(key)
            yield question
    for one in state.findings.forms:
        for place in state.suspects_of(one) if state.depends(one) and not one.single else ():
            if place.subject not in seen and not state.is_decided(place):
                seen.add(place.subject)
                yield place


def test_openness_names_find_their_questions_again():
    state = ReviewState(_findings(), [])
    for question in (*state.findings.forms, *state.findings.suspects):
        assert state.named(state.name_of(question)) == question
    for name in ("", "f", "f99", "s-1", "x1", "f²", "f" + "9" * 5000):
        assert state.named(name) is None
