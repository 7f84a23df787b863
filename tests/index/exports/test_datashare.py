"""Named entities for Datashare: their IDs, normal forms and offsets, and the lines that load them."""

import builtins
import hashlib
import json
from collections import Counter

import pytest

from cable_ner.index.exports import DatashareDocuments, datashare, write_datashare
from cable_ner.index.exports.datashare import entity_id, normalised
from cable_ner.index.exports.datashare_documents import DatashareDocument

# Printed by a Java program that does what Datashare's NamedEntity and Hasher do: SHA-384 of the UTF-8 of
# String.join("|", documentId, String.valueOf(offsets), extractor.toString(), mentionNorm), in hexadecimal digits.
JAVA = {
    (123, 4567): "db901053344067718d57362a2d2ffc12c46afdf652c8fe81154fb0efeb8cd8a2bef6f62efa91c5a922e839cf000bd4c2",
    (0,): "46cc9e1e0058abb9e616a278a40cbb73a90656cfb7805b72dd294b823bc04b8437c5ec70f9da542b2fde3d71e2638452",
}


@pytest.mark.parametrize(("offsets", "expected"), JAVA.items())
def test_ids_are_those_of_java(offsets, expected):
    assert entity_id("docId", offsets, "ann lee") == expected


def test_hash_is_the_one_in_the_tests_of_datashare():
    """Its HasherTest has this value of SHA-384."""
    expected = "6f04e5a3ab380e1efde57876eb0614ee9cd108f2e6012f9ceb1873486337199f0da5389c1c5a08bcee3adf3dcdfc71f5"
    assert hashlib.sha384(b"Hashing Test").hexdigest() == expected


@pytest.mark.parametrize(
    ("mention", "normal"),
    [
        ("mention", "mention"), ("猫", "mao"),  # as its NamedEntityTest has them
        ("Łukasz  Żółw", "lukasz zolw"), ("Muʿammar al-Qadhāfī", "mu'ammar al-qadhafi"), ("’Ain", "'ain"), ("Ŋ", "ng"),
    ],
)  # fmt: skip
def test_normal_forms(mention, normal):
    pytest.importorskip("text_unidecode")
    assert normalised(mention) == normal


@pytest.fixture
def cable(make_cable):
    pytest.importorskip("text_unidecode")
    names = [
        ("Ann Lee", "PER"),
        ("Milltown", "LOC"),
        ("Ann\nLee", "PER"),
        ("Kyoto Protocol", "MISC"),
        ("XXXXXXXXXXXX", "PER"),
    ]
    return make_cable(
        ("😀 Ann Lee of Milltown: Ann\nLee read the Kyoto Protocol to XXXXXXXXXXXX.", names), name="deep/a.txt"
    )


def document(text: str) -> DatashareDocument:
    return DatashareDocument("local-datashare", "docId", "rootId", text, "ENGLISH")


def test_entity_has_all_places_of_a_mention(cable):
    left_out = Counter()
    found = dict(datashare.named_entities(cable, document(cable[0].text), left_out))
    person, place = found.values()
    assert (person["mention"], person["category"], person["offsets"]) == ("Ann Lee", "PERSON", [3, 24])
    assert (place["mention"], place["category"], place["offsets"]) == ("Milltown", "LOCATION", [14])
    assert list(found) == [entity_id("docId", [3, 24], "ann lee"), entity_id("docId", [14], "milltown")]
    assert left_out == {"label MISC": 1, "blacked out": 1}
    # the fields that Datashare's NamedEntityTest has, and what its indexer adds
    assert person == {
        "type": "NamedEntity", "join": {"name": "NamedEntity", "parent": "docId"}, "documentId": "docId",
        "rootDocument": "rootId", "category": "PERSON", "mention": "Ann Lee", "offsets": [3, 24], "extractor": "SPACY",
        "extractorLanguage": "ENGLISH", "isHidden": False, "partsOfSpeech": None, "metadata": None,
        "mentionNorm": "ann lee", "mentionNormTextLength": 7,
    }  # fmt: skip


def test_mention_that_the_text_lacks_is_counted(cable):
    left_out = Counter()
    part = cable[0].text.removeprefix("😀 Ann Lee ")
    found = [row for _, row in datashare.named_entities(cable, document(part), left_out)]
    assert [(row["mention"], row["offsets"]) for row in found] == [("Milltown", [3]), ("Ann Lee", [13])]
    assert left_out == {"not found in Datashare's text": 1, "label MISC": 1, "blacked out": 1}


def written(cables, tmp_path):
    hit = {"_index": "i", "_id": "docId", "_source": {"path": "/data/deep/a.txt", "content": cables[0][0].text}}
    (tmp_path / "documents.jsonl").write_text(json.dumps(hit), encoding="utf8")
    return write_datashare(cables, DatashareDocuments(tmp_path / "documents.jsonl"), tmp_path / "out")


def test_lines_update_the_document_and_store_entities_beside_it(cable, make_cable, tmp_path):
    found = written([cable, make_cable(("Rain fell.", []), name="b.txt")], tmp_path)
    assert (found.entities, found.documents, found.without_document) == (2, 1, ["b.txt"])
    [file] = found.files
    rows = [json.loads(line) for line in file.read_text(encoding="utf8").splitlines()]
    actions, contents = rows[::2], rows[1::2]
    assert [list(action) for action in actions] == [["update"], ["update"], ["index"], ["index"]]
    assert {action["_id"] for row in actions[:2] for action in row.values()} == {"docId"}
    assert {(action["_index"], action["routing"]) for row in actions for action in row.values()} == {("i", "docId")}
    assert contents[0] == {"doc": {"status": "DONE"}}
    assert contents[1]["script"]["params"] == {"tag": "SPACY"}
    assert [row["mention"] for row in contents[2:]] == ["Ann Lee", "Milltown"]


def test_files_are_small_enough_for_one_request(cable, tmp_path, monkeypatch):
    monkeypatch.setattr(datashare, "PART_BYTES", 1)
    found = written([cable, cable, cable], tmp_path)
    assert [file.name for file in found.files] == ["00000.ndjson", "00001.ndjson", "00002.ndjson"]
    assert all(len(file.read_text(encoding="utf8").splitlines()) == 8 for file in found.files)


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch, cable):
    real = builtins.__import__

    def without(name, *args, **options):
        if name == "text_unidecode":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ValueError, match=r"needs the package text-unidecode .*pip install '\.\[datashare\]'"):
        written([cable], tmp_path)
