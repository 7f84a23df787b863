"""audit.json: the places of suspects in characters, and the reasons for them in words."""

import srsly

from cable_ner.audit.audit_json import in_json, report_of
from cable_ner.files import digest
from tests.helpers.audit import believes, judged_of, make


def report(docs, opinions, most=100):
    audited, judged = judged_of(docs, opinions)
    suspects = sorted(judged.edits, key=lambda edit: -edit.wrong)
    return report_of(audited, judged, suspects, settings={"seed": 0}, most=most)


def khamis(count):
    docs = [
        make(f"{'so ' * 30}then Khamis left {number}.", ("Khamis", "LOC"), cable=f"{number}.txt", index=7)
        for number in range(count)
    ]
    return docs, [believes(doc, ("Khamis", "PER")) for doc in docs]


def test_audit_json_suspects_are_in_characters_with_their_context():
    docs, opinions = khamis(3)
    found = report(docs, opinions)
    row = next(row for row in found["suspects"] if row["cable"] == "1.txt")
    text = docs[1].text
    assert (row["index"], row["zone"], row["paragraph"]) == (7, "paragraph", digest(text))
    assert (row["start"], row["end"], row["text"]) == (95, 101, "Khamis")
    assert (row["old"], row["new"]) == ([[95, 101, "LOC"]], [[95, 101, "PER"]])
    assert (row["before"], row["after"]) == (text[35:95], " left 1.")
    assert found["corpus"]["cables"] == 4  # with that of the helper


def test_audit_json_reasons_count_models_and_other_mentions():
    docs, opinions = khamis(3)
    sure = make("so Khamis spoke.", ("Khamis", "PER"), cable="sure.txt")
    found = report([*docs, sure], [*opinions, believes(sure, ("Khamis", "PER"), sure=0.99)])
    row = next(row for row in found["suspects"] if row["cable"] == "0.txt")
    assert row["reasons"] == ["cross-predictions: 4 of 4 say PER, 0 the current label", "labelled PER 1 times elsewhere"]
    [form] = [row for row in found["forms"] if row["form"] == "Khamis" and row["kind"] == "form"]
    assert form["reasons"][:2] == ["3 of 3 mentions are suspect", "cross-predictions: 12 of 12 say PER, 0 the current label"]
    assert (form["label"], form["becomes"], form["text"], form["count"]) == ("LOC", "PER", None, 3)
    assert [found["suspects"][number]["text"] for number in form["mentions"]] == ["Khamis"] * 3


def test_audit_json_lists_every_suspect_that_a_question_is_about():
    found = report(*khamis(5), most=1)
    assert len(found["forms"]) == 1
    assert found["forms"][0]["mentions"] == [0, 1, 2, 3, 4]
    assert len(found["suspects"]) == 5


def test_audit_json_is_written_row_by_row():
    for found in (report(*khamis(5)), report(*khamis(0))):
        whole = {key: list(value) if key in ("suspects", "spread") else value for key, value in found.items()}
        assert "".join(in_json(found)) == srsly.json_dumps(whole, indent=1)
        assert whole == found
