"""Identifiers of names: readable, different, and the same whatever else is there."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.archive.identifiers import NameIdentity, identifiers


def _of(*names: tuple[str, str]) -> list[str]:
    return identifiers([NameIdentity(*name, name[1]) for name in names])


def test_identifiers_by_hand():
    assert _of(("PER", "Saif al-Islam"), ("LOC", "São Tomé"), ("LOC", "U.S."), ("PER", "Юлия"), ("ORG", "+")) == [
        "per-saif-al-islam", "loc-sao-tome", "loc-u-s", "per-юлия", "org",
    ]  # fmt: skip


def test_identifiers_of_alike_names_do_not_depend_on_their_order():
    names = [("ORG", "C"), ("ORG", "C++"), ("ORG", "C&")]
    known = dict(zip(names, _of(*names)))
    assert known["ORG", "C"] == "org-c"
    assert dict(zip(reversed(names), _of(*reversed(names)))) == known


def test_identifiers_tell_names_apart_that_are_called_the_same():
    made = identifiers([NameIdentity("PER", "Lee", "Ann Lee"), NameIdentity("PER", "Lee", "Bea Lee")])
    assert made[0] == "per-lee"
    assert made[1].startswith("per-lee-")
    made = identifiers([NameIdentity("PER", "Lee", "Ann Lee"), NameIdentity("PER", "Lee", "Lee")])
    assert made[1] == "per-lee"


@given(st.sets(st.tuples(st.text(max_size=9), st.text(max_size=200), st.text(max_size=9))))
def test_identifiers_are_unique_and_fit_an_address(names):
    made = identifiers([NameIdentity(*name) for name in names])
    assert len(set(made)) == len(names)
    assert all(one and "/" not in one and len(one) < 100 for one in made)
