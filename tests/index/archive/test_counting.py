"""What is counted of a name: the names beside it, in a sample of its cables."""

import numpy
import pytest

from cable_ner.index.archive import counting
from cable_ner.index.archive.counting import cables_of_name, names_beside, sampled
from tests.helpers.archive import SMALL, built, line, opened


@pytest.mark.parametrize(("cables", "counted"), [(0, 0), (1, 1), (300, 300), (301, 151), (600, 300), (601, 201)])
def test_counting_takes_a_sample_of_many_cables(cables, counted):
    assert sampled(cables) == counted


def test_counting_names_beside_one(tmp_path, monkeypatch):
    more = [line(f"{n}.txt", f"[PER Ann Millbrook] in [LOC Port{n % 2}ville] , [ORG Guild{n}] .") for n in range(4)]
    db = opened(built(tmp_path, *SMALL, *more))
    names = {row["id"]: row["name"] for row in db.execute("SELECT id, name FROM names")}
    [ann] = [number for number, name in names.items() if name == "Ann Millbrook"]
    cables = cables_of_name(db, ann)
    assert cables.tolist() == [1, 2, 3, 4, 5, 6, 7]
    found = [(names[other], many) for other, many in names_beside(db, ann, cables)]
    assert found[:2] == [("Port0ville", 2), ("Port1ville", 2)]
    assert len(found) == len(names) - 1
    monkeypatch.setattr(counting, "_MOST_BESIDE", 1)
    kept = [names[other] for other, _ in names_beside(db, ann, cables)]
    assert [name for name in kept if "Port" in name] == ["Port0ville"]
    monkeypatch.setattr(counting, "_SAMPLE", 1)
    assert [(names[other], many) for other, many in names_beside(db, ann, numpy.array([1, 2]))] == [("São Tomé", 1)]
