"""The file of decisions about names: what a line may say, what is replaced or taken back, and who contradicts whom."""

import json

import pytest

from cable_ner.index import NameAction, NameDecision, append_decisions, append_revocation, read_decisions

M, S, R, D, L = NameAction
HOSTILE = [
    "O'Hara \"Bo\"", "=HYPERLINK(\"x\")", "<script>alert(1)</script>", "\u202eevil\u202c", "--by", "a\tb", "$(rm -rf)", "{}",
    "\u05d3\u05d5\u05d3", "\x1b[2J", "a\u2028b", "\\n", "x" * 5000,
]  # fmt: skip


def _decided(path, *decisions):
    append_decisions(path, decisions)
    return read_decisions(path)


@pytest.mark.parametrize("form", HOSTILE)
def test_decisions_file_keeps_any_name(tmp_path, form):
    path = tmp_path / "names.jsonl"
    found = _decided(path, NameDecision(R, "PER", form, f"{form} II", "kim", "2009-01-01T00:00:00Z"))
    [(number, decision)] = found.lines
    assert (number, decision.form, decision.other) == (1, " ".join(form.split()), " ".join(f"{form} II".split()))
    assert len(path.read_text(encoding="utf8").splitlines()) == 1
    assert str(decision).isprintable()


def test_decisions_file_has_single_spaces(tmp_path):
    [(_, decision)] = _decided(tmp_path / "n.jsonl", NameDecision(M, "PER", " Ann\n Lee ", "A.\u00a0Lee")).lines
    assert (decision.form, decision.other) == ("Ann Lee", "A. Lee")


def test_decisions_file_lines_are_plain(tmp_path):
    path = tmp_path / "names.jsonl"
    rows = [(M, "PER", "a", "b"), (S, "PER", "a", "b"), (R, "PER", "a", "b"), (D, "PER", "a"), (L, "", "a", "b")]
    append_decisions(path, [NameDecision(*row) for row in rows])
    assert [json.loads(text) for text in path.read_text().splitlines()] == [
        {"action": "merge", "label": "PER", "form": "a", "with": "b"},
        {"action": "split", "label": "PER", "form": "a", "from": "b"},
        {"action": "rename", "label": "PER", "form": "a", "to": "b"},
        {"action": "drop", "label": "PER", "form": "a"},
        {"action": "label", "form": "a", "becomes": "b"},
    ]


IN_FORCE = {
    "the later of two": ([(R, "PER", "a", "x"), (R, "PER", "a", "y")], [1]),
    "in either order": ([(M, "PER", "a", "b"), (S, "PER", "b", "a")], [1]),
    "other labels are other names": ([(M, "PER", "a", "b"), (S, "ORG", "a", "b")], [0, 1]),
    "a drop and a label are about the same": ([(D, "PER", "a"), (L, "PER", "a", "LOC")], [1]),
    "a rename and a merge are not": ([(R, "PER", "a", "b"), (M, "PER", "a", "b")], [0, 1]),
}


@pytest.mark.parametrize("case", IN_FORCE)
def test_decisions_file_later_line_wins_on_the_same_subject(tmp_path, case):
    rows, kept = IN_FORCE[case]
    decisions = [NameDecision(*row) for row in rows]
    assert _decided(tmp_path / "n.jsonl", *decisions).in_force() == [decisions[at] for at in kept]


def test_decisions_file_revoked_line_gives_way_to_the_one_before(tmp_path):
    path = tmp_path / "names.jsonl"
    first, second = NameDecision(R, "PER", "a", "x", "kim"), NameDecision(R, "PER", "a", "y", "lee")
    append_decisions(path, [first, second])
    append_revocation(path, second, by="kim", time="2009-01-01T00:00:00Z")
    assert read_decisions(path).in_force() == [first]
    append_revocation(path, second)  # (there is none any more)
    assert read_decisions(path).in_force() == [first]
    assert len(path.read_text().splitlines()) == 4


CONTRADICTIONS = {
    "merge and split": ([(M, "PER", "a", "b", "kim"), (S, "PER", "b", "a", "lee")], [(1, 2)]),
    "two names": ([(R, "PER", "a", "x", "kim"), (R, "PER", "a", "y", "lee")], [(1, 2)]),
    "one person changes her mind": ([(R, "PER", "a", "x", "kim"), (R, "PER", "a", "y", "kim")], []),
    "two people agree": ([(M, "PER", "a", "b", "kim"), (M, "PER", "b", "a", "lee")], []),
    "dropped, and a label everywhere": ([(D, "PER", "a", "", "kim"), (L, "", "a", "LOC", "lee")], [(1, 2)]),
    "dropped under two labels": ([(D, "PER", "a", "", "kim"), (D, "LOC", "a", "", "lee")], []),
    "two labels of two": ([(L, "PER", "a", "LOC", "kim"), (L, "ORG", "a", "MISC", "lee")], []),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_decisions_file_tells_contradictions_of_two_people(tmp_path, case):
    rows, expected = CONTRADICTIONS[case]
    found = _decided(tmp_path / "n.jsonl", *(NameDecision(*row) for row in rows)).contradictions()
    assert [(one.number, later.number) for one, later in found] == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "1: "),
        ("[]", "1: is not a JSON object; correct the line or remove it"),
        ('{"action": "burn"}', "1: has no 'action' out of merge, split, rename, drop, label"),
        ('\n{"action": "merge", "label": "PER", "form": "a"}', "2: has no 'with'"),
        ('{"action": "drop", "label": "", "form": "a"}', "1: has no 'label'"),
        ('{"action": "drop", "label": "PER", "form": " "}', "1: has no 'form'"),
        ('{"action": "drop", "label": "PER", "form": "a", "to": "b"}', "1: has an unknown key 'to'"),
        ('{"action": "drop", "label": "PER", "form": 3}', "1: 'form' must be text"),
        ('{"action": "merge", "label": "PER", "form": "a ", "with": "a"}', "1: names “a” twice"),
        ('{"action": "label", "label": "PER", "form": "a", "becomes": "PER"}', "1: says that PER becomes PER"),
        ('{"revokes": {"action": "drop", "label": "PER", "form": "a"}, "x": 1}', "1: has an unknown key 'x'"),
        ("<<<<<<< HEAD", "1: "),
    ],
)
def test_decisions_file_says_what_is_wrong_with_a_line(tmp_path, text, said):
    path = tmp_path / "names.jsonl"
    path.write_text(text + "\n", encoding="utf8")
    with pytest.raises(ValueError, match=r"correct the line or remove it") as error:
        read_decisions(path)
    assert f"{path}:{said}" in str(error.value)


def test_decisions_file_that_makes_no_sense_is_not_written(tmp_path):
    path = tmp_path / "names.jsonl"
    good, bad = NameDecision(D, "PER", "a"), NameDecision(D, "PER", " ")
    with pytest.raises(ValueError, match="has no 'form'"):
        append_decisions(path, [good, bad])
    with pytest.raises(
        ValueError, match="the decision has a 'form' that is not text in UTF-8; correct it, nothing was added"
    ):
        append_decisions(path, [NameDecision(D, "PER", "\udcff")])
    assert not path.exists()
    assert read_decisions(path).lines == []
