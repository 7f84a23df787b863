"""FollowTheMoney entities of cables: what is in them, that the package's own tools read them, and what is left out."""

import builtins
import json

import pytest
from click.testing import CliRunner

from cable_ner.index.exports import write_ftm

META = {
    "subject": "HARBOUR TALKS", "reference_id": "09TRIPOLI960", "origin": "Embassy Tripoli", "post": "TRIPOLI",
    "date": "2009-08-25 15:10", "released": "2011-08-30 01:44", "tags": ("PREL", "LY"),
}  # fmt: skip


@pytest.fixture
def cables(make_cable):
    pytest.importorskip("followthemoney")
    talks = make_cable(
        ("SUBJECT: HARBOUR TALKS", []),
        (
            "1. Ann Marie Harlow of the Millers\nGuild left Benghazi for Malta. ANN MARIE HARLOW met Xxxxxxxxxxxx.",
            [("Ann Marie Harlow", "PER"), ("Millers\nGuild", "ORG"), ("Benghazi", "LOC"), ("Malta", "LOC"),
             ("ANN MARIE HARLOW", "PER"), ("Xxxxxxxxxxxx", "PER")],
        ),
        ("2. The Kyoto Protocol rests in Milltown.", [("Kyoto Protocol", "MISC"), ("Milltown", "LOC")]),
        name="deep/a.txt", **META,
    )  # fmt: skip
    return [talks, make_cable(("Nobody came.", []), name="b.txt")]


def written(cables, path):
    count, left_out = write_ftm(cables, path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    assert len(rows) == count
    return rows, left_out


def comparable(rows):
    return [(row["id"], row["schema"], {prop: sorted(values) for prop, values in row["properties"].items()}) for row in rows]


def test_document_has_text_dates_and_names(cables, tmp_path):
    rows, _ = written(cables, tmp_path / "a.json")
    assert [row["schema"] for row in rows] == ["PlainText", "Mention", "Mention", "PlainText"]
    properties = {prop: sorted(values) for prop, values in rows[0]["properties"].items()}
    assert properties.pop("bodyText") == ["\n\n".join(doc.text for doc in cables[0])]
    assert properties == {
        "title": ["HARBOUR TALKS"], "fileName": ["a.txt"], "messageId": ["09TRIPOLI960"], "author": ["Embassy Tripoli"],
        "date": ["2009-08-25T15:10"], "authoredAt": ["2009-08-25T15:10"], "publishedAt": ["2011-08-30T01:44"],
        "keywords": ["LY", "PREL"], "language": ["eng"], "mimeType": ["text/plain"], "country": ["ly"],
        "detectedCountry": ["ly", "mt"], "peopleMentioned": ["Ann Marie Harlow"], "companiesMentioned": ["Millers Guild"],
        "locationMentioned": ["Benghazi", "Malta", "Milltown"],
    }  # fmt: skip
    assert rows[3]["properties"] == {
        "title": ["b.txt"], "fileName": ["b.txt"], "language": ["eng"], "mimeType": ["text/plain"],
        "bodyText": ["Nobody came."],
    }  # fmt: skip


def test_date_is_that_of_the_header_where_no_page_has_one(make_cable, tmp_path):
    pytest.importorskip("followthemoney")
    [doc] = make_cable(("R 251510Z AUG 09 FM AMEMBASSY TRIPOLI", []), post="TRIPOLI")
    doc.user_data["zone"] = "header"
    rows, _ = written([[doc]], tmp_path / "a.json")
    assert rows[0]["properties"]["date"] == ["2009-08-25"]


def test_mention_has_all_its_forms(cables, tmp_path):
    rows, _ = written(cables, tmp_path / "a.json")
    person, body = ({prop: sorted(values) for prop, values in row["properties"].items()} for row in rows[1:3])
    assert person["name"] == ["ANN MARIE HARLOW", "Ann Marie Harlow"]
    assert (person["document"], person["detectedSchema"], person["contextCountry"]) == (
        [rows[0]["id"]],
        ["Person"],
        ["ly", "mt"],
    )
    assert (body["name"], body["detectedSchema"]) == (["Millers Guild"], ["Organization"])


def test_ids_are_those_of_ftm_analyze(make_cable, tmp_path):
    """Ids that ftm-analyze 5.3.1 gave to the mentions of a document whose id was made of `a`."""
    pytest.importorskip("followthemoney")
    names = [("Ann Marie Harlow", "PER"), ("Danish Red Cross", "ORG")]
    rows, _ = written([make_cable(("Ann Marie Harlow left the Danish Red Cross.", names), name="a")], tmp_path / "a.json")
    assert [(row["id"], row["properties"].get("resolved")) for row in rows] == [
        ("86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", None),
        ("bdc2656cf2db46108a30d62b535564264bc96cd1", ["4884b4585bafc5708700cffaf21a5af1a286c0f1"]),
        ("73b129935733d1fb4bba845d1fb8a8f1b2a06f59", ["7c09aa61cdc200a23000cec0326afc6bad98f5ed"]),
    ]


def test_what_is_left_out_is_counted(cables, tmp_path):
    _, left_out = written(cables, tmp_path / "a.json")
    assert left_out == {"label MISC": 1, "blacked out": 1}


def test_name_without_letters_is_counted(make_cable, tmp_path):
    pytest.importorskip("followthemoney")
    rows, left_out = written([make_cable(("He said !!! twice.", [("!!!", "PER")]))], tmp_path / "a.json")
    assert [row["schema"] for row in rows] == ["PlainText"]
    assert left_out == {"not a name to followthemoney": 1}


def test_text_beyond_what_followthemoney_keeps_is_counted(make_cable, tmp_path):
    """The package drops it without a word, and 31,457,280 characters are what it has room for."""
    pytest.importorskip("followthemoney")
    [doc] = make_cable(("Rain fell.", []))

    class Long:
        user_data, ents, text = doc.user_data, doc.ents, "rain " * 6_300_000

    rows, left_out = written([[Long()]], tmp_path / "a.json")
    assert "bodyText" not in rows[0]["properties"]
    assert left_out == {"bodyText that followthemoney does not take": 1}


@pytest.mark.parametrize("command", ["validate", "aggregate"])
def test_tools_of_the_package_read_it_back(cables, tmp_path, command):
    rows, _ = written(cables, tmp_path / "a.json")
    from followthemoney.cli.cli import cli

    arguments = [command, "-i", str(tmp_path / "a.json"), "-o", str(tmp_path / "b.json")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    again = [json.loads(line) for line in (tmp_path / "b.json").read_text(encoding="utf8").splitlines()]
    assert sorted(comparable(again), key=str) == sorted(comparable(rows), key=str)


def test_same_cables_give_the_same_bytes(cables, tmp_path):
    for name in ("a.json", "b.json"):
        write_ftm(cables, tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **options):
        if name == "followthemoney":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r"needs the package followthemoney .*pip install '\.\[ftm\]'.*libicu-dev"):
        write_ftm([], tmp_path / "a.json")
