"""Laws of decisions about names: whatever is decided, every mention that is not dropped counts once, for one name."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.index import NameAction, NameDecision, NameDecisions, build_archive
from cable_ner.index.decisions import Line, from_json
from tests.helpers.archive import line, opened, write_lines

CABLES = (
    line("a.txt", "[PER Ann Millbrook] met [PER Millbrook] and [PER ANN MILLBROOK] in [LOC Bern] .", date="2009-01-01"),
    line("b.txt", "[PER Mr. Calder] of [ORG Bern] saw [PER Ann Hartwell] , [PER Ann] and [ORG Red Cross] ([ORG RC]) ."),
    line("c.txt", "[PER Millbrook] and [PER Calder] left [LOC BERN] ."),
)
MENTIONS = 13
FORMS = st.sampled_from(
    ["Ann Millbrook", "Millbrook", "ANN MILLBROOK", "Bern", "Ann Hartwell", "Calder", "RC", "Red Cross", "Nobody"]
)
LABELS = st.sampled_from(["PER", "ORG", "LOC"])


@st.composite
def decisions(draw) -> NameDecision:
    action = draw(st.sampled_from(list(NameAction)))
    label = draw(st.one_of(LABELS, st.just(""))) if action is NameAction.LABEL else draw(LABELS)
    other = {NameAction.DROP: st.just(""), NameAction.LABEL: LABELS}.get(action, FORMS)
    return NameDecision(action, label, draw(FORMS), draw(other), draw(st.sampled_from(["", "kim", "lee"])))


def _makes_sense(decision: NameDecision) -> bool:
    try:
        return from_json(decision.as_json()) == decision
    except ValueError:
        return False


def _built(rows: list[NameDecision]) -> tuple[list[tuple], list[tuple], list[tuple]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = write_lines(folder / "cables.jsonl", *CABLES)
        build_archive([source], folder / "archive.db", decisions=rows)
        db = opened(folder / "archive.db")
        queries = (
            "SELECT label, name, mentions, cables, own_form FROM names ORDER BY id",
            "SELECT n.label, n.name_id, v.variant, v.mentions FROM variants v JOIN names n ON n.id = v.name ORDER BY 2, 3",
            "SELECT m.label, n.label, count(*) FROM mentions m JOIN names n ON n.id = m.name GROUP BY 1, 2",
        )
        names, variants, mentions = ([tuple(row) for row in db.execute(query)] for query in queries)
        return names, variants, mentions


@settings(max_examples=40, deadline=None)
@given(st.lists(decisions().filter(_makes_sense), max_size=6))
def test_decisions_keep_every_mention_that_is_not_dropped(rows):
    in_force = NameDecisions([Line(number, row) for number, row in enumerate(rows, 1)]).in_force()
    names, variants, mentions = _built(in_force)
    total = sum(row[2] for row in mentions)
    assert total == sum(row[2] for row in names) == sum(row[3] for row in variants)
    assert all(own == label for own, label, _ in mentions)
    if not any(one.action is NameAction.DROP for one in in_force):
        assert total == MENTIONS
    assert (names, variants, mentions) == _built(in_force)
