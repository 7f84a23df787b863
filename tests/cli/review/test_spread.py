"""`scripts/review.py spread`, `revoke` and `accept`: what was spread."""

from tests.helpers.audit_json import words


def test_review_spread_revoke_and_accept(run, decisions):
    listed = [line.split() for line in run("spread").output.splitlines() if ".txt" in line]
    assert [row[1:3] for row in listed] == [["0.txt", "Saif"], ["0.txt", "Tripoli"]]
    assert run("revoke", listed[0][0]).exit_code == 0
    assert run("accept", listed[1][0], "--by", "kim").exit_code == 0
    assert [(row["text"], row["spans"], row.get("by")) for row in decisions()] == [
        ("Saif", [[11, 15, "ORG"]], None),
        ("Tripoli", [[19, 26, "LOC"]], "kim"),
    ]
    assert [line.split()[-1] for line in run("spread").output.splitlines() if ".txt" in line] == ["revoked", "accepted"]
    assert "0 decisions added" in words(run("revoke", listed[0][0]).output)
    run("accept", listed[0][0])
    assert [line.split()[-1] for line in run("spread").output.splitlines() if ".txt" in line] == ["accepted", "accepted"]


def test_review_revoke_what_is_not_there(run, decisions):
    done = run("revoke", "abc")
    assert done.exit_code == 1
    assert "there is no edit abc; `cable-ner review spread` lists all edits" in words(done.output)
    assert decisions() == []
