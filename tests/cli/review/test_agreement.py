"""`cable-ner review agreement` and `adjudicate`."""

import json

from tests.helpers.audit_json import words


def test_agreement_of_what_two_people_answered(run, decisions, tmp_path):
    run("terminal", "--by", "ann", lines=["PER", "ORG", "q"])
    # bob is dealt what ann has answered, before the rest.
    shown = words(run("terminal", "--by", "bob", "--overlap", "1", lines=["ORG", "ORG", "q"]).output)
    assert "Khamis LOC → PER 3 mentions" in shown
    assert [(row["form"], row["becomes"], row["by"]) for row in decisions()] == [
        ("Khamis", "PER", "ann"), ("WHA", "ORG", "ann"), ("Khamis", "ORG", "bob"), ("WHA", "ORG", "bob"),
    ]  # fmt: skip
    output = tmp_path / "agreement.json"
    done = run("agreement", "--output", str(output))
    assert "ann · bob 2 0.50" in words(done.output)
    assert "ann: Khamis: LOC → PER; bob: Khamis: LOC → ORG" in words(done.output)
    assert "1 differences" in done.output
    report = json.loads(output.read_text(encoding="utf8"))
    assert report["rows"][0]["what"] == "all"
    assert [row["by"] for row in report["differences"]] == ["ann", "bob"]


def test_adjudicate_asks_until_all_is_settled(run, decisions):
    run("terminal", "--by", "ann", lines=["PER", "ORG", "q"])
    run("terminal", "--by", "bob", "--overlap", "1", lines=["ORG", "ORG", "q"])
    shown = words(run("adjudicate", "--by", "kim", lines=["y"]).output)
    assert "1 of 1 questions left" in shown
    assert "· ann: Khamis: LOC → PER · bob: Khamis: LOC → ORG" in shown
    assert "all differences are settled" in shown
    assert decisions()[-1] == {
        "form": "Khamis", "label": "LOC", "becomes": "ORG", "by": "kim", "settles": "ann, bob",
    }  # fmt: skip
    assert "there is nothing to settle" in run("adjudicate", "--by", "kim").output


def test_agreement_of_one_person(run):
    run("terminal", "--by", "ann", lines=["PER", "q"])
    assert "no question was answered by two people" in words(run("agreement").output)


def test_overlap_and_adjudicate_need_a_name(run):
    for command in (["terminal", "--overlap", "0.1"], ["adjudicate"]):
        done = run(*command, lines=["q"])
        assert done.exit_code == 1
        assert "give yours with --by" in words(done.output)
