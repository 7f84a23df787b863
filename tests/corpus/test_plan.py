"""Which cable goes where: gold, few cables, shares of nothing."""

import pytest

from cable_ner.corpus.conversion import convert
from cable_ner.corpus.partitions import PARTITIONS
from cable_ner.corpus.settings import ConversionSettings, GoldFolders
from tests.helpers.conversion import NONE, SHIPPED, accounted, docs_of, sides, with_gold


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("shares", [(1.0, 0.0, 0.0), (0.9, 0.0, 0.1), (0.9, 0.1, 0.0)])
def test_plan_partition_with_a_share_of_nothing(raw, tmp_path, shares):
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(shares=shares))
    assert accounted(report) == 96
    assert set(sides(tmp_path / "out").values()) == {name for name, share in zip(PARTITIONS, shares) if share}
    assert len(docs_of(tmp_path / "out")) == 96


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("scores", [True, False], ids=["gold that scores", "no gold"])
def test_plan_of_one_message_accounts_for_what_rules_add(tmp_path, write_cables, scores):
    """Split by paragraph, where a cable and its hand-checked twin share out their paragraphs."""
    extra = "".join(
        f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang of Milltown . " for n in range(3, 9)
    )
    raw = write_cables(tmp_path / "raw", [5], extra)
    checked = GoldFolders(str(write_cables(tmp_path / "gold", [5], extra))) if scores else GoldFolders()
    report = convert([str(raw)], tmp_path / "out", settings=ConversionSettings(rules=SHIPPED), checked=checked)
    assert report.data["split"]["mode"] == "by paragraph"
    assert report.data["brackets"]["added"]
    assert accounted(report) == report.data["brackets"]["total"] == (20 if scores else 10)


@pytest.mark.usefixtures("one_tokenizer")
def test_plan_copies_fall_on_one_side(tmp_path, write_cables):
    """A cable and copies of it that differ in spacing only, and its other sections, are never parted."""
    raw = write_cables(tmp_path / "raw", range(24))
    for number in range(24):
        text = (raw / f"c{number}.txt").read_text(encoding="utf8")
        (raw / f"copy{number}.txt").write_text(text.replace(" , ", ", ").replace("SIPDIS", "SIPDIS \n"), encoding="utf8")
    convert([str(raw)], tmp_path / "out")
    found = sides(tmp_path / "out")
    assert len(found) == 48
    assert all(found[f"c{number}.txt"] == found[f"copy{number}.txt"] for number in range(24))


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_plan_few_cables_are_split_by_paragraph(tmp_path, write_cables, number):
    raw = write_cables(tmp_path / "raw", range(number), "<a id='par3' href='#par3'>¶</a>3 . Then [PER Bell  ] sang .")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["split"]["mode"] == "by paragraph"
    [warning] = report.data["split"]["warnings"]
    assert warning.startswith(f"only {number} message")
    assert report.data["brackets"]["total"] == accounted(report) == 5 * number
    docs = docs_of(tmp_path / "out")
    assert len({(doc.user_data["cable"], doc.user_data["index"]) for doc in docs}) == len(docs) == 5 * number
    assert all(docs_of(tmp_path / "out", name) for name in PARTITIONS)
    # In up to three partitions, and still one cable.
    assert report.data["cables"] == number


@pytest.mark.usefixtures("one_tokenizer")
def test_plan_gold_is_dev_and_test(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3, 4], cable, "test")
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    parts = report.data["partitions"]
    assert {name: (part["labels"], part["cables"]) for name, part in parts.items()} == {
        "train": ("silver", 19),
        "dev": ("gold", 2),
        "test": ("gold", 3),
        "test-silver": ("silver", 3),
    }
    assert parts["dev"]["mentions"] == {"LOC": 2, "MISC": 2, "ORG": 2, "PER": 4}
    assert parts["test"]["mentions"] == {"LOC": 3, "MISC": 3, "ORG": 3, "PER": 6}
    assert parts["test-silver"]["mentions"] == {"LOC": 3, "ORG": 3, "PER": 6}
    # 96 silver brackets, of which 5 cables' are not used, and 5 each in the gold ones.
    assert report.data["brackets"] == {
        "total": 96 + 25,
        "entity": 4 * 19 + 25,
        **NONE,
        "rejected": {"hand-checked twin is used instead": 20},
    }
    assert report.data["left_out"] == {"hand-checked twin is used instead": 5}
    # The baseline is of the same three cables as test.
    assert report.data["cables"] == 24
    assert {doc.user_data["labels"] for doc in docs_of(tmp_path / "out", "dev", "test")} == {"gold"}
    silver, by_hand = ([doc.text for doc in docs_of(tmp_path / "out", name)] for name in ("test-silver", "test"))
    assert sorted(silver) == sorted(by_hand)


@pytest.mark.usefixtures("one_tokenizer")
def test_plan_gold_in_no_folder_is_shared_out(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", range(12), cable)
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    parts = report.data["partitions"]
    assert parts["train"]["cables"] == 12
    assert parts["dev"]["cables"] + parts["test"]["cables"] == 12
    assert min(parts["dev"]["cables"], parts["test"]["cables"]) >= 1


@pytest.mark.usefixtures("one_tokenizer")
def test_plan_gold_train_takes_the_place_of_silver(raw, tmp_path, cable):
    gold = with_gold(tmp_path / "gold", [0, 1], cable, "dev")
    with_gold(gold, [2, 3], cable, "test")
    train = with_gold(tmp_path / "train", range(4, 24), cable)
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold), str(train)))
    parts = report.data["partitions"]
    assert {name: (parts[name]["labels"], parts[name]["cables"]) for name in PARTITIONS} == {
        "train": ("gold", 20), "dev": ("gold", 2), "test": ("gold", 2)
    }  # fmt: skip
    assert parts["train"]["mentions"]["MISC"] == 20
    assert report.data["left_out"] == {"hand-checked twin is used instead": 24}
    assert accounted(report) == report.data["brackets"]["total"] == 4 * 24 + 5 * 24


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize(
    ("cables", "checked"),
    [
        pytest.param(2, [0]),
        pytest.param(2, [1]),
        (5, [4]),
        (3, [1]),
        (7, [1]),
        (7, [1, 2]),
        (7, [1, 2, 3]),
        (4, [0, 1, 2, 3]),
    ],
)
def test_plan_few_gold_cables_still_give_all_partitions(tmp_path, write_cables, cable, cables, checked):
    raw = write_cables(tmp_path / "raw", range(cables))
    gold = with_gold(tmp_path / "gold", checked, cable)
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    assert all(docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert accounted(report) == report.data["brackets"]["total"]
    assert len({doc.user_data["labels"] for doc in docs_of(tmp_path / "out", "test")}) == 1


def test_plan_one_cable_and_its_gold(tmp_path, write_cables, cable):
    """Train on the silver paragraphs, measure on other paragraphs that were checked by hand; none is on both sides."""
    extra = "".join(f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang . " for n in range(3, 9))
    raw = write_cables(tmp_path / "raw", [5], extra)
    gold = write_cables(tmp_path / "gold", [5], extra.replace("PER Bell", "MISC Bell"))
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    train, dev, test = (docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert {doc.user_data["labels"] for doc in train} == {"silver"}
    assert {doc.user_data["labels"] for doc in [*dev, *test]} == {"gold"}
    texts = [{doc.text for doc in docs} for docs in (train, dev, test)]
    assert not texts[0] & texts[1]
    assert not texts[0] & texts[2]
    assert not texts[1] & texts[2]
    assert report.data["brackets"]["total"] == accounted(report) == 20
    assert report.data["cables"] == 2


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize("twin", [False, True])
def test_plan_one_gold_message_and_one_other_silver(tmp_path, write_cables, cable, twin):
    """Too few to share out by message: all of the silver of the other message is train, the gold is dev and test."""
    extra = "".join(f"<a id='par{n}' href='#par{n}'>¶</a>{n} . \nThen [PER Bell{n}  ] sang . " for n in range(3, 6))
    raw = write_cables(tmp_path / "raw", [0, 1] if twin else [0], extra)
    gold = write_cables(tmp_path / "gold", [1], extra)
    report = convert([str(raw)], tmp_path / "out", checked=GoldFolders(str(gold)))
    assert report.data["split"]["mode"] == "by paragraph"
    train, dev, test = (docs_of(tmp_path / "out", name) for name in PARTITIONS)
    assert [(doc.user_data["cable"], doc.user_data["labels"]) for doc in train] == [("c0.txt", "silver")] * 7
    assert {(doc.user_data["cable"], doc.user_data["labels"]) for doc in [*dev, *test]} == {("c1.txt", "gold")}
    assert sorted(doc.user_data["index"] for doc in [*dev, *test]) == list(range(7))
    assert dev
    assert test
    assert report.data["left_out"] == ({"hand-checked twin is used instead": 1} if twin else {})
    assert report.data["brackets"]["total"] == accounted(report) == (21 if twin else 14)
    assert report.data["cables"] == 2


def _few_cable(number: int) -> str:
    paragraphs = "".join(
        f"{index}. (C) [PER Person{number}x{index}] of [ORG Office{number}] met [LOC Town{index}{number}].\n\n"
        for index in range(1, 6)
    )
    return f"CONFIDENTIAL BERN 00{number:04d}\n\nSUBJECT: [LOC TOWN] {number}\n\n{paragraphs}"


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.1), (0.9, 0.0, 0.1)])
@pytest.mark.parametrize("train", [[], [0], [0, 1]])
@pytest.mark.parametrize("layout", [[], ["test/0"], ["0"], ["dev/0"], ["0", "1"], ["test/0", "test/1"], ["2"]])
@pytest.mark.parametrize("count", [1, 3])
def test_plan_any_layout_of_few_cables_is_accounted_for(tmp_path, count, layout, train, shares):
    for number in range(count):
        (tmp_path / "raw").mkdir(exist_ok=True)
        (tmp_path / "raw" / f"{number}.txt").write_text(_few_cable(number))
    for name in [*(f"gold/{place}" for place in layout), *(f"train/{number}" for number in train)]:
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_few_cable(int(name[-1])))
    checked = GoldFolders(str(tmp_path / "gold") if layout else "", str(tmp_path / "train") if train else "")
    data = convert(
        [str(tmp_path / "raw")], tmp_path / "out", settings=ConversionSettings(shares=shares), checked=checked
    ).data
    brackets = data["brackets"]
    accounted = brackets["entity"] + sum(sum(brackets[kind].values()) for kind in ("fixed", "missing", "rejected"))
    assert accounted == brackets["total"] == 16 * (count + len(layout) + len(train))
    for name, share in zip(("train", "dev", "test"), shares):
        assert data["partitions"].get(name, {}).get("paragraphs") or not share
        assert " and " not in data["partitions"].get(name, {}).get("labels", "")
