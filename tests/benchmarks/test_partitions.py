"""Train, dev and test for a benchmark: a split loses no cable and shares none, and data that cannot be split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.partitions import prepare, split_by_cable
from cable_ner.files import new_docbin, read_docs
from tests.helpers.audit import NLP, make
from tests.helpers.invented import cable_names as names
from tests.helpers.invented import invented_docs as cables


@given(st.integers(3, 25), st.integers(0, 3), st.integers(0, 1), st.booleans())
def test_partitions_a_split_shares_no_cable_and_loses_none(count, seed, held_out, with_dev):
    docs = cables(count)
    parts = split_by_cable(docs, seed, held_out, with_dev=with_dev)
    assert sum(map(len, parts.values())) == len(docs)
    train, dev, test = (names(parts[name]) for name in ("train", "dev", "test"))
    assert len(train) + len(dev) + len(test) == count
    assert len(train | dev | test) == count
    assert len(test) == (held_out or max(round(count / 5), 1))
    assert len(dev) == (max(len(test) // 2, 1) if with_dev else 0)


def test_partitions_every_seed_has_a_split_of_its_own():
    docs = cables(20)
    tests = [frozenset(names(split_by_cable(docs, seed)["test"])) for seed in (0, 0, 1)]
    assert tests[0] == tests[1] != tests[2]
    assert [len(test) for test in tests] == [4] * 3


def test_partitions_copies_and_sections_of_a_message_stay_together():
    docs = cables(8, parts=1)
    docs += [make(doc.text.replace(" ", "  "), cable=f"copy-{doc.user_data['cable']}") for doc in docs]
    for number, doc in enumerate(docs):  # (a copy has another number)
        doc.user_data.update(post="MILLTOWN", number=number)
    docs += [make(f"section {number}", cable=f"s{number}.txt") for number in range(4)]
    for doc in docs[-4:]:
        doc.user_data.update(post="TESTPOST", number=17)
    for seed in range(5):
        for part in split_by_cable(docs, seed).values():
            found = names(part)
            assert {f"copy-{name}" for name in found if name[0] != "s"} >= {name for name in found if name[:4] == "copy"}
            assert len([name for name in found if name[:4] == "copy"]) == len([name for name in found if name[0] == "c"]) / 2
            assert len([name for name in found if name[0] == "s"]) in (0, 4)


def test_partitions_too_few_cables_to_split():
    with pytest.raises(ValueError, match="2 messages are too few to hold out 1 as test and 1 as dev"):
        split_by_cable(cables(2), 0)
    with pytest.raises(ValueError, match="9 messages are too few to hold out 8 as test and 4 as dev"):
        split_by_cable(cables(9), 0, 8)


def spans_in(path):
    return [[(ent.text, ent.label_) for ent in doc.ents] for doc in read_docs(path, NLP.vocab)]


def test_partitions_cables_become_data_without_rules(tmp_path, write_cables):
    train, test = write_cables(tmp_path / "a", range(4)), write_cables(tmp_path / "b", range(4, 6))
    data, notes = prepare(train, tmp_path / "made", test=test, seeds=3)
    assert data == [data[0]] * 3
    assert data[0].dev == data[0].test
    assert notes == ["test is also used as dev: every model is chosen on it"]
    assert len(names(read_docs(data[0].train, NLP.vocab))) == 4
    assert sorted(map(len, spans_in(data[0].test))) == [0, 0, 0, 0, 1, 1, 3, 3]
    other, notes = prepare(train, tmp_path / "again", test=test, dev=train, seeds=1)
    assert notes == []
    assert other[0].dev != other[0].test
    assert other[0].digest != data[0].digest == prepare(train, tmp_path / "third", test=test, seeds=1)[0][0].digest


def test_partitions_docbins_are_taken_as_they_are_and_split_by_seed(tmp_path):
    path = tmp_path / "all.spacy"
    new_docbin(cables(10)).to_disk(path)
    data, notes = prepare(path, tmp_path / "made", test=path)
    assert data[0][:3] == (path, path, path)
    data, notes = prepare(path, tmp_path, seeds=2)
    assert notes == ["every seed has a split of its own, the same for all rows: 7 train, 1 dev, 2 test cables"]
    assert data[0].digest != data[1].digest
    for one in data:
        parts = [names(read_docs(getattr(one, name), NLP.vocab)) for name in ("train", "dev", "test")]
        assert list(map(len, parts)) == [7, 1, 2]
        assert len(set.union(*parts)) == 10
    data, _ = prepare(path, tmp_path, dev=path, seeds=1, held_out=3)
    assert data[0].dev == path
    assert len(names(read_docs(data[0].test, NLP.vocab))) == 3


def test_partitions_data_that_is_not_there(tmp_path):
    with pytest.raises(ValueError, match="no such file or folder; give annotated cables"):
        prepare(tmp_path / "none", tmp_path)
