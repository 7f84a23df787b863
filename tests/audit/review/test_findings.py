"""audit.json as the review reads it."""

import json

import pytest

from cable_ner.audit.review import read_findings
from cable_ner.evaluation import Labelled
from tests.helpers.review import form, suspect, write


def test_findings_reads_what_audit_wrote(tmp_path):
    audit = read_findings(write(tmp_path))
    assert audit.suspects[3].old == (Labelled(26, 32, "ORG"),)
    assert audit.suspects[3].new == (Labelled(26, 30, "PER"),)
    assert [item.single for item in audit.forms] == [False, False, True, False]
    assert audit.labels == ("PER", "ORG", "LOC", "MISC")


def test_findings_labels_of_the_audit_come_after_the_usual(tmp_path):
    audit = read_findings(write(tmp_path, [form("Ann", "", "DATE", [])], [suspect(0, "Saif", "GPE", "PER")]))
    assert audit.labels == ("PER", "ORG", "LOC", "MISC", "DATE", "GPE")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "audit.json: was not written by audit"),
        ("[]", "audit.json: was not written by audit"),
        ('{"forms": []}', "audit.json: was not written by audit (has no 'suspects'); audit the corpus again"),
        ('{"forms": [{"form": "a"}], "suspects": []}', "(has no 'label')"),
        (json.dumps({"forms": [form("a", "", "PER", [7])], "suspects": []}), "form 'a' names a suspect that does not exist"),
        (
            json.dumps({"forms": [], "suspects": [suspect(0, "Saif", "", "PER", end=99)]}),
            "'Saif' is not the text from 11 to 99",
        ),
        (None, "audit.json: no such file; audit the corpus first"),
    ],
)
def test_findings_audit_that_cannot_be_read(tmp_path, data, message):
    path = tmp_path / "audit.json"
    if data is not None:
        path.write_text(data, encoding="utf8")
    with pytest.raises(ValueError) as error:  # noqa: PT011
        read_findings(path)
    assert message in str(error.value)
