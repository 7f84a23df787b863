"""Shares of the cables, what is kept of the runs on them, and what they say about annotating more."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.files import new_docbin, read_docs
from cable_ner.training.learning import (
    COLUMNS,
    answer,
    curve_of,
    left,
    nested,
    parse_shares,
    prepare,
    read_results,
    result_of,
    rows_of,
    write,
)
from cable_ner.training.runs import DOCUMENT_WIDE
from tests.helpers.audit import LAW, NLP
from tests.helpers.cables import cable_names as names
from tests.helpers.cables import invented_docs as cables

CONFIGS = Path(__file__).parents[2] / "configs"


# -- shares --------------------------------------------------------------------------------------


def test_learning_shares_in_order_each_once():
    assert parse_shares(" 1, 0.25,,0.5,.25") == [0.25, 0.5, 1.0]


@pytest.mark.parametrize("text", ["0", "1.5", "-0.5", "nan", "half", "0.5;1", "", " , "])
def test_learning_shares_that_are_none(text):
    with pytest.raises(ValueError, match="--shares .* such as 0.25,0.5,1"):
        parse_shares(text)


@LAW
@given(st.integers(1, 20), st.lists(st.floats(0.01, 1), min_size=1, max_size=4), st.integers(0, 3), st.randoms())
def test_learning_a_larger_share_holds_the_smaller_whatever_the_order(count, shares, seed, random):
    docs, shares = cables(count), sorted(shares)
    parts = nested(docs, shares, seed)
    shuffled = [doc for at in random.sample(range(count), count) for doc in docs[2 * at : 2 * at + 2]]
    assert [names(part) for part in nested(shuffled, shares, seed)] == [names(part) for part in parts]
    for smaller, larger in pairwise(parts):
        assert names(smaller) <= names(larger)
    for share, part in zip(shares, parts):
        assert len(names(part)) == max(round(share * count), 1)
        assert len(part) == 2 * len(names(part))  # whole cables
        assert part == [doc for doc in docs if doc in part]  # in their order


def test_learning_seeds_draw_other_cables():
    docs = cables(40)
    drawn = {frozenset(names(nested(docs, [0.25], seed)[0])) for seed in range(5)}
    assert len(drawn) == 5
    assert {len(part) for part in drawn} == {10}


def test_learning_sections_of_a_message_are_drawn_together():
    docs = cables(12, parts=1)
    for number, doc in enumerate(docs):
        doc.user_data.update(post="MILLTOWN", number=1 + number // 3)  # four messages of three sections
    for seed in range(4):
        sizes = [len(part) for part in nested(docs, [0.1, 0.3, 0.5, 1.0], seed)]
        assert sizes == [3, 6, 6, 12]  # 1, 4, 6 and 12 cables, rounded up to whole messages


# -- plans ---------------------------------------------------------------------------------------

PLAIN = """
[nlp]
lang = "en"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[training]
max_steps = 70
[training.logger]
@loggers = "spacy.ConsoleLogger.v3"
output_file = "training/train.jsonl"
"""


@pytest.fixture
def files(tmp_path):
    """Returns the arguments of `prepare` for eight silver cables, of which two are held out, and a gold test."""
    for name, docs in (("train", cables(8)), ("dev", cables(2)), ("test", cables(2, labels="gold"))):
        new_docbin(docs).to_disk(tmp_path / f"{name}.spacy")
    (tmp_path / "plain.cfg").write_text(PLAIN, encoding="utf8")
    (tmp_path / "made").mkdir()
    return {
        "train": tmp_path / "train.spacy", "folder": tmp_path / "made", "dev": tmp_path / "dev.spacy",
        "test": tmp_path / "test.spacy", "config": tmp_path / "plain.cfg", "code": None,
    }  # fmt: skip


def test_learning_plan(files):
    plan = prepare(**files, shares=[0.25, 1.0], seeds=2)
    assert [(run.share, run.job.seed, run.cables, run.mentions) for run in plan.runs] == [
        (0.25, 0, 2, 4), (1.0, 0, 8, 16), (0.25, 1, 2, 4), (1.0, 1, 8, 16),
    ]  # fmt: skip
    assert (plan.measured_against, plan.trained_on, plan.steps, plan.given_steps) == ("gold", "silver", 70, 0)
    assert plan.notes == []
    run = plan.runs[0]
    docs = list(read_docs(run.data.train, NLP.vocab))
    assert (len(names(docs)), sum(map(len, docs))) == (2, run.tokens)
    assert (run.data.dev, run.data.test) == (files["dev"], files["test"])
    assert not run.job.recipe.wide
    assert "train.jsonl" not in run.job.recipe.config  # the log of the project's own training is not touched
    assert len({run.job.key for run in plan.runs}) == 3  # all cables are the same for both seeds
    again = prepare(**files, shares=[0.25, 1.0], seeds=2)
    assert [run.job.key for run in again.runs] == [run.job.key for run in plan.runs]
    other = prepare(**files, shares=[0.25, 1.0], seeds=2, steps=10)
    assert (other.steps, other.given_steps) == (10, 10)
    assert not {run.job.key for run in other.runs} & {run.job.key for run in plan.runs}


def test_learning_the_projects_recipe_decides_for_whole_cables(files, tmp_path):
    plan = prepare(**{**files, "config": CONFIGS / "ner_cpu.cfg"}, shares=[1.0], seeds=1)
    assert plan.runs[0].job.recipe.wide
    text = (CONFIGS / "ner_cpu.cfg").read_text(encoding="utf8")
    (tmp_path / "off.cfg").write_text(text.replace("enabled = true", "enabled = false"), encoding="utf8")
    assert not prepare(**{**files, "config": tmp_path / "off.cfg"}, shares=[1.0], seeds=1).runs[0].job.recipe.wide


def test_learning_shares_of_few_cables_are_trained_on_once(files):
    plan = prepare(**files, shares=[0.01, 0.1, 0.12, 1.0], seeds=2)
    assert [run.share for run in plan.runs] == [0.12, 1.0, 0.12, 1.0]
    assert plan.notes == [f"share {share} is left out: it has the same 1 cables as a larger one" for share in (0.01, 0.1)]


def test_learning_input_that_cannot_be(files, tmp_path):
    none, mixed, text = tmp_path / "none.spacy", tmp_path / "mixed.spacy", tmp_path / "text.cfg"
    (tmp_path / "bytes.cfg").write_bytes(b"\xff\xfe\x00")
    new_docbin([]).to_disk(none)
    new_docbin([*cables(1), *cables(1, labels="gold")]).to_disk(mixed)
    text.write_text("no configuration", encoding="utf8")
    for name, path, message in (
        ("train", none, "holds no Docs; convert cables first"),
        ("dev", none, "holds no Docs; give another --dev"),
        ("test", none, "holds no Docs; give another --test"),
        ("test", mixed, "holds both gold and silver labels"),
        ("config", text, "is not a spaCy configuration"),
        ("config", tmp_path / "bytes.cfg", "is not a spaCy configuration"),
        ("config", tmp_path / "absent.cfg", "is not a spaCy configuration"),
    ):
        with pytest.raises(ValueError, match=message) as caught:
            prepare(**{**files, name: path}, shares=[1.0], seeds=1)
        assert "\n" not in str(caught.value)
    for name in ("train", "dev", "test"):
        with pytest.raises(FileNotFoundError, match="no DocBin files there"):
            prepare(**{**files, name: tmp_path / "absent.spacy"}, shares=[1.0], seeds=1)


# -- curves --------------------------------------------------------------------------------------


def results_of(plan, scores):
    """Returns results of the runs: `scores` are in points, None where a run is not done."""
    return [
        result_of(run, {"row": run.job.recipe.row, "seed": run.job.seed, "key": run.job.key, "ways": {"": {"f1": score}}})
        for run, score in zip(plan.runs, scores)
        if score is not None
    ]


def test_learning_curve_of_runs(files, tmp_path):
    plan = prepare(**files, shares=[0.25, 0.5, 1.0], seeds=2)
    results = results_of(plan, [50.0, 60.0, 80.0, 54.0, None, 70.0])
    assert [run.job.seed for run in left(plan, results)] == [1]
    stale = {**results[0], "key": "of other data"}
    curve = curve_of(plan, [stale, *results[::-1]])
    tokens = plan.runs[2].tokens
    assert curve["points"][2] == {
        "share": 1.0, "cables": 8, "tokens": tokens, "mentions": 16, "seeds": [0, 1], "f": [0.8, 0.7], "mean": 0.75,
        "sd": pytest.approx(0.0707107),
    }  # fmt: skip
    assert [point["f"] for point in curve["points"]] == [[0.5, 0.54], [0.6], [0.8, 0.7]]
    assert curve["points"][1]["sd"] is None
    assert (curve["seeds"], curve["steps"], curve["measured_against"]) == ([0, 1], 70, "gold")
    assert len(curve["runs"]) == 6
    assert rows_of(curve)[0] == ("0.25", 2, 28, 4, 2, "0.5200", "0.0283", "0.5000", "0.5400")

    write(curve, tmp_path / "new" / "out")
    path = tmp_path / "new" / "out" / "learning_curve.json"
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".csv", ".json", ".png", ".svg"]
    assert read_results(path) == curve["runs"]
    assert left(plan, read_results(path)) == left(plan, results)
    assert path.with_suffix(".csv").read_text().splitlines()[1] == "0.25,2,28,4,2,0.5200,0.0283,0.5000,0.5400"
    before = path.read_bytes()
    write(curve_of(plan, read_results(path)), path.parent)
    assert path.read_bytes() == before

    write(curve_of(plan, []), path.parent)
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".csv", ".json"]
    assert path.with_suffix(".csv").read_text() == ",".join(COLUMNS) + "\n"


def test_learning_a_score_is_that_after_the_decision_for_whole_cables(files):
    run = prepare(**{**files, "config": CONFIGS / "ner_cpu.cfg"}, shares=[1.0], seeds=1).runs[0]
    measured = {"row": "1", "seed": 0, "key": "k", "ways": {"": {"f1": 50.0}, DOCUMENT_WIDE: {"f1": 62.5}}, "minutes": 3}
    counts = {"cables": 8, "tokens": run.tokens, "mentions": 16}
    assert result_of(run, measured) == {"row": "1", "seed": 0, "key": "k", "share": 1.0, **counts, "f": 0.625}


@pytest.mark.parametrize("text", ["[]", "{}", '{"runs": {}}', '{"runs": [1]}', '{"runs": [{"row": "1"}]}', "no JSON"])
def test_learning_a_file_of_something_else(text, tmp_path):
    (tmp_path / "a.json").write_text(text, encoding="utf8")
    with pytest.raises(ValueError, match="was not written by this command; remove it"):
        read_results(tmp_path / "a.json")
    assert read_results(tmp_path / "none.json") == []


# -- the answer ----------------------------------------------------------------------------------


def told(*points, against="gold"):
    """Returns the answer for points of (cables, F1 by seed)."""
    made = [{"cables": number, "seeds": list(scores), "f": list(scores.values())} for number, scores in points]
    return answer({"points": made, "measured_against": against, "trained_on": "silver"})


def test_learning_answer_is_the_gain_of_the_last_doubling_seed_by_seed():
    sentence, caveat = told((30, {0: 0.1}), (60, {0: 0.70, 1: 0.60}), (120, {1: 0.61, 0: 0.75})).split(". ", 1)
    assert sentence == (
        "From 60 to 120 cables with silver labels, F1 changed by +0.030 (+0.010 to +0.050 over 2 seeds):"
        " more cables like these should still help"
    )
    assert "has not been measured" in caveat


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ({0: 0.7, 1: 0.7}, {0: 0.69, 1: 0.7}, "(-0.010 to +0.000 over 2 seeds): more cables like these seem not to help"),
        ({0: 0.7, 1: 0.7}, {0: 0.69, 1: 0.72}, "(-0.010 to +0.020 over 2 seeds): no more than chance may have done"),
        ({0: 0.7, 1: 0.7}, {1: 0.72}, "(one seed, so its spread is not known): more seeds are needed"),
    ],
)
def test_learning_answer_says_what_seeds_tell(before, after, verdict):
    assert verdict in told((50, before), (100, after))


def test_learning_answer_of_what_is_no_doubling():
    assert "From 25 to 100 cables with silver labels, F1 changed by +0.100, +0.050 per doubling (" in told(
        (25, {0: 0.6}), (100, {0: 0.7})
    )
    assert "From 52 to 100" in told((25, {0: 0.6}), (52, {0: 0.65}), (90, {0: 0.7}), (100, {0: 0.7}))


def test_learning_answer_against_silver_is_agreement():
    assert "agreement (F1 against silver labels) changed by +0.100" in told((5, {0: 0.6}), (10, {0: 0.7}), against="silver")


@pytest.mark.parametrize("points", [[], [(10, {0: 0.5})], [(10, {0: 0.5}), (20, {1: 0.6})], [(9, {0: 0.5}), (9, {0: 0.6})]])
def test_learning_answer_of_too_little(points):
    assert "would help" in told(*points)
