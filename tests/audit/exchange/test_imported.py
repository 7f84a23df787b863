"""What an import changes: each mention counts once."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.exchange.imported import Changes, changes_between
from cable_ner.evaluation import Labelled

SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 4), st.sampled_from(["PER", "LOC"])).map(
        lambda item: Labelled(item[0], item[0] + item[1], item[2])
    ),
    max_size=8,
)


def test_imported_changes_by_hand():
    old = [Labelled(0, 3, "PER"), Labelled(4, 6, "LOC"), Labelled(8, 9, "ORG")]
    new = [Labelled(0, 3, "PER"), Labelled(5, 7, "LOC"), Labelled(10, 12, "ORG")]
    assert changes_between(old, new) == Changes(added=1, changed=1, removed=1, unchanged=1)


@given(SPANS, SPANS)
def test_imported_changes_are_those_of_each_with_each(old, new):
    gone, come = set(old) - set(new), set(new) - set(old)

    def meets(one, others):
        return any(one.start < other.end and other.start < one.end for other in others)

    changed = sum(meets(one, come) for one in gone)
    added = sum(not meets(one, gone) for one in come)
    assert changes_between(old, new) == Changes(added, changed, len(gone) - changed, len(set(old) & set(new)))
