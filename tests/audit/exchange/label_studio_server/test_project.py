"""The project on a server: found by title or number, and only if it can hold our tasks."""

from types import SimpleNamespace

import pytest

from cable_ner.audit import labelling_config
from cable_ner.audit.exchange.label_studio_server import open_project
from tests.helpers.exchange import LABELS

OURS = labelling_config(LABELS)
OTHER = '<View><Labels name="l" toName="t"><Label value="PER"/></Labels><Text name="t" value="$text"/></View>'


def client(*projects):
    """Returns a client with projects (number, title, configuration)."""
    rows = [SimpleNamespace(id=number, title=title, label_config=config) for number, title, config in projects]

    def create(*, title, label_config, **_more):
        rows.append(SimpleNamespace(id=9, title=title, label_config=label_config))
        return rows[-1]

    def get(number):
        return next(row for row in rows if row.id == number)

    return SimpleNamespace(projects=SimpleNamespace(list=lambda title: list(rows), get=get, create=create))


def opened(given, title, **how):
    return open_project(given, "http://localhost:8080", title, labels=LABELS, **how)[2:]


def test_project_by_title_or_number():
    given = client((1, "A", OURS), (2, "B", OURS), (3, "B", OURS))
    assert opened(given, "A") == opened(given, "1") == (1, "A")
    with pytest.raises(ValueError, match=r"has 2 projects 'B'; give one by its number: --project 2, 3"):
        opened(given, "B")


def test_project_is_made_when_pushing_only():
    given = client((1, "AB", OURS))
    with pytest.raises(ValueError, match=r"has no project 'A'; push to it first"):
        opened(given, "A")
    assert opened(given, "A", make=True) == (9, "A")
    assert opened(given, "A", make=True) == (9, "A")


@pytest.mark.parametrize(
    ("config", "lacks"),
    [
        (OTHER, "label ORG, LOC, MISC"),
        ("<View/>", 'control <Labels> for a <Text value="$text"/>'),
        ("", 'control <Labels> for a <Text value="$text"/>'),
        (OURS.replace("$text", "$body"), 'control <Labels> for a <Text value="$text"/>'),
    ],
)
def test_project_that_labels_something_else(config, lacks):
    with pytest.raises(ValueError, match=f"project 'A' has no {lacks.replace('$', '.')}; add it there"):
        opened(client((1, "A", config)), "A")
