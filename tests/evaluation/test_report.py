"""The report: what it says, the errors it shows, and that nothing from a cable runs in it."""

import base64
import hashlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cable_ner.evaluation import report
from cable_ner.evaluation.pairing import KINDS, RIGHT
from cable_ner.evaluation.report import render
from cable_ner.files.sheets import printable
from tests.helpers import report as made

BARE = {"facets": {}, "calibration": None, "promise": None, "baselines": [], "seeds": None, "data": None}


FEW = {**made.metrics(), **BARE}


_WHITE = re.compile(r"\s+")


def _page(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html)


def _text(page: LexborHTMLParser, selector: str) -> str:
    return _WHITE.sub(" ", page.css_first(selector).text()).strip()


def _whole() -> str:
    return render(
        {**made.metrics(), "comparison": made.comparison()},
        made.errors(8),
        disagreements=made.errors(2),
        label_accuracy=made.label_accuracy(),
        learning_curve=made.learning_curve(),
        training_log=made.training_log(),
    )


@pytest.fixture(scope="module")
def html() -> str:
    """Returns a report that has every part."""
    return _whole()


@pytest.fixture(scope="module")
def whole(html: str) -> LexborHTMLParser:
    return _page(html)


def test_report_gold_begins_with_f1_its_interval_and_that_it_is_accuracy(whole: LexborHTMLParser) -> None:
    headline = _text(whole, ".headline")
    assert headline == (
        "On 40 hand-checked cables the model has an F1 of 0.823 (95 % interval 0.793 to 0.851):"
        " accuracy against hand-checked (gold) labels."
    )


def test_report_silver_is_agreement_and_nowhere_accuracy_of_the_model() -> None:
    page = _page(render({**made.metrics(against="silver"), **BARE}, []))
    assert (
        "agree with an F1 of 0.823 (95 % interval 0.793 to 0.851): agreement with the tagger (silver labels), not accuracy"
        in _text(page, ".headline")
    )
    assert _text(page, "#scores caption") == "Agreement with the tagger, not accuracy, per label"
    assert re.findall(r"(.{0,8})accuracy", page.body.text(), re.I) == ["s), not ", "er, not ", "s/label_"]


def test_report_score_table_has_labels_total_and_mean(whole: LexborHTMLParser) -> None:
    rows = [_WHITE.sub(" ", row.text(separator=" ")).split() for row in whole.css("#scores tbody tr")]
    assert rows[0] == ["LOC", "0.712", "0.688", "0.700", "0.670", "to", "0.728", "300"]
    assert rows[-2] == ["all", "0.835", "0.811", "0.823", "0.793", "to", "0.851", "3,000"]
    assert rows[-1] == "mean of the labels 0.790 0.770 0.775 0.740 to 0.810".split()


def test_report_tells_what_the_learning_curve_says_and_no_more() -> None:
    curve = {**made.learning_curve(), "answer": "This cannot tell whether more cables like these help."}
    page = _page(render(made.metrics(), [], learning_curve=curve))
    assert "This cannot tell whether more cables like these help." in _text(page, "#training")
    assert "more cables should help" not in _text(page, "#training")


def test_report_says_which_labels_model_and_test_do_not_share() -> None:
    figures = made.metrics()
    figures["model"]["labels"] = ["LOC", "ORG", "PER", "VEH"]
    page = _page(render(figures, []))
    notes = [node.text() for node in page.css("#scores .note")]
    assert "The model has no label MISC: its mentions in the test, 600 in all, are missed." in notes
    assert "The test has no mention of VEH: how well the model finds these is not known." in notes
    assert "no label" not in _text(_page(render(made.metrics(), [])), "#scores")


def test_report_interval_is_a_dash_where_there_is_none() -> None:
    figures = made.metrics()
    figures["scores"]["all"]["interval"] = None
    page = _page(render(figures, []))
    assert "interval" not in _text(page, ".headline")
    assert _text(page, "#scores tr.total td:nth-child(5)") == "–"


def test_report_of_a_model_alone_says_how_to_get_what_is_not_there() -> None:
    page = _page(render(FEW, []))
    assert [node.attributes["id"] for node in page.css("main > section")] == [
        "model", "scores", "confusion", "kinds", "training", "labels", "errors",
    ]  # fmt: skip
    assert "scripts/convert.py" in _text(page, "#model")
    assert "scripts/learning_curve.py" in _text(page, "#training")
    assert "scripts/label_accuracy.py" in _text(page, "#labels")
    assert _text(page, "#errors") == "Errors There are none."


@pytest.mark.parametrize(
    ("audit", "told"),
    [
        ({"cannot_tell": "99 tokens are too few"}, "The audit cannot tell which labels are wrong: 99 tokens are too few."),
        (
            {},
            "The audit of 1,200 tokens lists 2 places to check, and changed 1 labels by decisions. Answers so far:"
            " 3 mentions decided, 2 labels changed by that, 1 label by spreading. The next 50 answers are expected to put 9",
        ),
    ],
)
def test_report_says_what_the_audit_found_or_that_it_cannot_tell(audit: dict, told: str) -> None:
    found = {
        "corpus": {"tokens": 1200}, "suspects": [1, 2], "spread": [1],
        "decisions": {"regions": 3, "changed": 2, "spread": True},
        "since": {"audit": False, "regions": 3, "changed": 2, "spread": 1, "no_longer": 0},
        "next": {"answers": 50, "value": 9.2, "low": 2.0, "high": 17.5}, **audit,
    }  # fmt: skip
    assert told in _text(_page(render(FEW, [], audit=found)), "#labels")
    assert "The audit" not in _text(_page(render(FEW, [])), "#labels")


def test_report_links_of_the_contents_lead_somewhere(whole: LexborHTMLParser) -> None:
    for page in (whole, _page(render(FEW, []))):
        there = {node.attributes["id"] for node in page.css("[id]")}
        assert {node.attributes["href"][1:] for node in page.css("a[href^='#']")} <= there


def test_report_confusion_leads_to_the_errors_of_each_cell(whole: LexborHTMLParser) -> None:
    links = {node.attributes["data-pair"]: node.text() for node in whole.css("#confusion a")}
    assert links["0,1"] == "7"  # LOC found as MISC
    assert links["3,-1"] == "30"  # PER missed
    assert links["-1,2"] == "40"  # spurious ORG
    assert len(links) == 5 * 5 - 4 - 1


def test_report_comparison_shows_the_difference_and_where_the_two_differ() -> None:
    figures = {**made.metrics(), **BARE, "comparison": made.comparison()}
    place = made.error("Saif spoke", (0, 4, "PER"), None, kind="only the other is right")
    place["other"], place["sentence"]["other"] = {"start": 100, "end": 104, "label": "PER", "text": "Saif"}, [[0, 4, "PER"]]
    page = _page(render(figures, [], disagreements=[place]))
    text = _text(page, "#comparison p")
    assert text.startswith(
        "The F1 of this model minus that of training/model-before is −0.012 (95 % interval −0.020 to +0.004);"
    )
    assert "; p = 0.14 (t test over the same cables)." in text
    assert [node.text() for node in page.css("#comparison dt")] == ["gold", "model", "other"]
    assert [node.text() for node in page.css("#comparison dd")] == [
        "Saif\xa0PER spoke",
        "Saif\xa0none spoke",
        "Saif\xa0PER spoke",
    ]


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (
            {"label_accuracy": {"labels": {"as tagged": {}}}},
            "label accuracy: does not have the expected content (KeyError: 'all'); run",
        ),
        ({"label_accuracy": {"labels": [1]}}, "label accuracy: does not have the expected content (AttributeError"),
        (
            {"audit": {"forms": []}},
            "audit: does not have the expected content (KeyError: 'corpus'); run",
        ),
        ({"learning_curve": {"points": [{"share": 1}]}}, "learning curve: does not have the expected content (KeyError"),
        (
            {"training_log": [{"loss": 1}]},
            "training log: does not have the expected content (KeyError: 'step'); train again",
        ),
    ],
)
def test_report_file_of_another_command_that_is_something_else_is_told_in_a_line(parts: dict, line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(line)) as raised:
        render(FEW, [], **parts)
    assert "\n" not in str(raised.value)


def test_report_errors_are_grouped_by_form_in_the_order_given() -> None:
    text = "Saif met Lee in Bern"
    rows = [
        made.error(text, (0, 4, "PER"), (0, 4, "ORG"), kind="type", form_wrong=2),
        made.error(text, (0, 4, "PER"), None, kind="missed", form_wrong=2, cable="07X2.txt"),
        made.error(text, None, (16, 20, "LOC"), kind="spurious", seen=False, confidence=0.931),
    ]
    page = _page(render(FEW, rows))
    assert [node.text() for node in page.css(".group h3")] == ["Saif", "Bern"]
    assert [node.text() for node in page.css(".times")] == ["wrong 2 times of 3", "wrong 1 time of 3"]
    heads = [_WHITE.sub(" ", node.text()).strip() for node in page.css("#list .where")]
    assert heads == [
        "type PER found as ORG 06X1.txt, paragraph 4",
        "missed PER 07X2.txt, paragraph 4",
        "spurious LOC not in train confidence 0.93 06X1.txt, paragraph 4",
    ]
    sides = [node.text().replace("\xa0", "/") for node in page.css("#list dd")]
    assert sides[:4] == [
        "Saif/PER met Lee in Bern",
        "Saif/ORG met Lee in Bern",
        "Saif/PER met Lee in Bern",
        "Saif/none met Lee in Bern",
    ]


def test_report_counts_are_in_the_filters() -> None:
    rows = made.errors(30, cables=3)
    page = _page(render(FEW, rows))
    options = [node.text() for node in page.css("#cable option")]
    names = sorted({row["cable"] for row in rows})
    assert options == ["all 3", *(f"{name} ({sum(row['cable'] == name for row in rows)})" for name in names)]
    chips = [_WHITE.sub(" ", node.text()).strip() for node in page.css("label:has(input[name=kind])")]
    assert chips == [f"{kind} {sum(row['kind'] == kind for row in rows)}" for kind in report.KINDS]


def test_report_shows_the_first_errors_of_very_many_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST", 5)
    page = _page(render(FEW, made.errors(8)))
    assert len(page.css("#list li")) == 5
    assert "The first 5 of 8 are shown here; all are in evaluation/errors.csv." in _text(page, "#errors p")


def test_report_kinds_are_those_of_the_scoring() -> None:
    assert (RIGHT, *report.KINDS) == KINDS


def test_report_same_input_gives_the_same_bytes(html: str) -> None:
    assert html == _whole()


def test_report_policy_allows_its_own_script_alone(whole: LexborHTMLParser) -> None:
    page = whole
    scripts = page.css("script")
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].text().encode()).digest()).decode()
    policy = page.css_first("meta[http-equiv='Content-Security-Policy']").attributes["content"]
    assert policy == (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def test_report_refers_to_nothing_outside(whole: LexborHTMLParser) -> None:
    page = whole
    for name in ("src", "href", "xlink:href", "action", "srcset"):
        values = [node.attributes[name] or "" for node in page.css(f"[{name.replace(':', chr(92) + ':')}]")]
        assert [value for value in values if not value.startswith(("#", "data:"))] == []
    assert "@import" not in page.html
    assert not re.search(r"url\((?!#)", page.html)


def test_report_escapes_everything_that_comes_from_outside() -> None:
    figures, errors = made.hostile()
    accuracy = made.label_accuracy()
    accuracy["labels"][made.NASTY] = accuracy["labels"]["as tagged"]
    accuracy["rules"][made.NASTY] = accuracy["rules"]["country is a place"]
    html = render(figures, errors, disagreements=errors, label_accuracy=accuracy)
    page = _page(html)
    assert [len(page.css(name)) for name in ("script", "img", "style", "main")] == [1, 0, 1, 1]
    assert "49" not in _text(page, "#list")  # 7 * 7: no template of theirs is run
    assert made.NASTY in page.css("#list dd")[0].text()
    assert not {"\x00", "\x1b", "\u202e", "\ud800"} & set(html)
    assert "\\x1b[2J" in page.css_first("#list").text()
    html.encode()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=3, max_size=60), cable=st.text(max_size=60), label=st.text(min_size=1, max_size=20))
def test_report_shows_any_text_as_it_is(monkeypatch: pytest.MonkeyPatch, text: str, cable: str, label: str) -> None:
    monkeypatch.setattr(report.plots, "score_bars", lambda scores: "")
    row = made.error(text, (1, 2, label), None, kind="missed", cable=cable)
    page = _page(render(FEW, [row]))
    shown = printable(f"{text[:2]}\xa0{label}{text[2:]}").replace("\xa0", " ")
    assert page.css_first("#list dd").text().replace("\xa0", " ") == shown
    assert page.css_first(".group h3").text() == printable(text[1:2])
    assert page.css_first("#list .cable").text().strip() == f"{printable(cable)}, paragraph 4".strip()


def test_report_headings_go_down_one_level_at_a_time(whole: LexborHTMLParser) -> None:
    levels = [int(node.tag[1]) for node in whole.css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))


def test_report_tables_have_captions_and_scopes_and_can_be_scrolled_to(whole: LexborHTMLParser) -> None:
    page = whole
    tables = page.css("table")
    assert len(tables) == 17
    for table in tables:
        assert table.css_first("caption").text().strip()
        assert {cell.attributes.get("scope") for cell in table.css("thead th")} == {"col"}
        assert {cell.attributes.get("scope") for cell in table.css("tbody th")} == {"row"}
        assert table.parent.attributes["tabindex"] == "0"
        assert table.parent.attributes["aria-label"]


def test_report_ids_are_there_once(whole: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in whole.css("[id]")]
    assert len(ids) == len(set(ids))


def test_report_fields_have_labels(whole: LexborHTMLParser) -> None:
    page = whole
    for field in page.css("input, select"):
        name = field.attributes.get("id")
        assert field.parent.tag == "label" or page.css_first(f"label[for='{name}']")


def test_report_says_what_figures_of_the_sample_cables_are_worth(html):
    assert "sample cables of this project are invented" in html
