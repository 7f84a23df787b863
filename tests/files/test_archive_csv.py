"""The archive's table: a cable a record, streamed, with its columns read as the page's table is."""

import bz2
import gzip
import io
import tarfile
import zipfile

import pytest

from cable_ner.corpus import read_cable
from cable_ner.files import Failure, Source, archive_csv, sources
from tests.helpers.cables import labelled, zones

ONE = (
    '"1","12/28/1966 18:48","66TESTVILLE2481","Embassy Testville","UNCLASSIFIED","66STATE1|66STATE2",'
    '"FM AMEMBASSY TESTVILLE",'
    '"1. [PER Denz] of the \\"[ORG Bakery]\\" left.\n\n2. A < B \\\\ C &\\\nso on.\n"\n'
)
TWO = '"2","1/2/1972 5:06","72TESTVILLE7","Embassy Testville","SECRET","","","Then [PER Lee] came."\n'
NAMES = ["t.csv/66TESTVILLE2481", "t.csv/72TESTVILLE7"]


def read(folder, data: bytes | str, name: str = "t.csv"):
    """Returns the cables and the failures of a file in a folder."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(data.encode() if isinstance(data, str) else data)
    items = list(sources([str(folder / "in")]))
    cables = {item.name: read_cable(item) for item in items if isinstance(item, Source)}
    return cables, {item.name: item.message for item in items if isinstance(item, Failure)}


def test_archive_csv_record_is_a_cable(tmp_path):
    cables, failures = read(tmp_path, ONE + TWO)
    assert failures == {}
    assert list(cables) == NAMES
    one, two = cables.values()
    assert labelled(one) == [("PER", "Denz"), ("ORG", "Bakery")]
    assert labelled(two) == [("PER", "Lee")]
    assert [text for _, text in zones(one)][-2:] == ['1. Denz of the "Bakery" left.', "2. A < B \\ C &\nso on."]
    assert zones(one)[0] == ("transmission", "FM AMEMBASSY TESTVILLE")
    expected = {
        "reference_id": "66TESTVILLE2481",
        "date": "1966-12-28 18:48",
        "classification": "UNCLASSIFIED",
        "origin": "Embassy Testville",
        "references": ["66STATE1", "66STATE2"],
        "post": "TESTVILLE",
        "number": 2481,
    }
    assert {key: one.meta.get(key) for key in expected} == expected
    assert two.meta["date"] == "1972-01-02 5:06"


@pytest.mark.parametrize(
    "head",
    [
        "\n",
        "id,date,reference,origin,classification,references,header,text\n",
        '"id","date","reference","origin","classification","references","header","text"\r\n',
    ],
)
def test_archive_csv_names_of_columns_are_no_cable(tmp_path, head):
    cables, failures = read(tmp_path, head + ONE.replace('"1"', "1") + TWO)
    assert (list(cables), failures) == (NAMES, {})


# What is damaged, how it is told, and which cables are read all the same.
DAMAGED = {
    "a quote too many": (
        '"1","12/28/1966 18:48","66TESTVILLE2481","E","","","","He said "no."\n' + TWO,
        {},
        ["t.csv/66TESTVILLE2481", NAMES[1]],
    ),
    "a quote that is not closed": (
        '"1","12/28/1966 18:48","66TESTVILLE2481","E","","","","He said no.\n' + TWO,
        {},
        ["t.csv/66TESTVILLE2481", NAMES[1]],
    ),
    "one quote in a text": (
        ONE.replace('\\"[ORG Bakery]\\"', '6\\" [ORG Bakery]') + TWO,
        {},
        NAMES,
    ),
    "a column too few": (
        '"1","12/28/1966 18:48","66TESTVILLE2481","E","U","","He said no."\n' + TWO,
        {"t.csv:1": "has a record of 7 columns, not 8; correct its quotes"},
        NAMES[1:],
    ),
    "a record twice": (
        ONE + ONE + TWO,
        {NAMES[0]: "has the same name as another cable; rename one, or pack the archive again"},
        NAMES,
    ),
    "a record that is too large": (
        ONE.replace("so on", "so on " * 200) + TWO,
        {"t.csv:1": "has a record of more than 1,000 bytes, too large for one cable; split it by hand"},
        NAMES[1:],
    ),
    "lines are counted behind one that is too large": (
        ONE.replace("so on", "so on\n " * 200)
        + ONE.replace("so on", "so on " * 200)
        + '"3","","X","","","","bread"\n'
        + TWO,
        {
            "t.csv:1": "has a record of more than 1,000 bytes, too large for one cable; split it by hand",
            "t.csv:206": "has a record of more than 1,000 bytes, too large for one cable; split it by hand",
            "t.csv:211": "has a record of 7 columns, not 8; correct its quotes",
        },
        NAMES[1:],
    ),
    "nothing": (ONE + "\n\n" + TWO.rstrip("\n"), {}, NAMES),
    "line ends of Windows": ((ONE + TWO).replace("\n", "\r\n"), {}, NAMES),
    "a byte order mark": ("\ufeff" + ONE + TWO, {}, NAMES),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_archive_csv_damaged_record_costs_no_other(tmp_path, monkeypatch, case):
    data, failures, names = DAMAGED[case]
    monkeypatch.setattr(archive_csv, "MAX_BYTES", 1000)
    monkeypatch.setattr(archive_csv, "_CHUNK", 300)
    cables, told = read(tmp_path, data)
    assert list(cables) == names
    assert told == failures


def test_archive_csv_is_read_as_a_stream(monkeypatch):
    """Never more than a record and a chunk is held, so the file may be of any size."""
    records = 3000
    source = io.BytesIO((ONE * records).encode())
    monkeypatch.setattr(archive_csv, "_CHUNK", 512)
    found = archive_csv.csv_cables(source.read, "t.csv")
    next(found)
    assert source.tell() <= 2048
    assert sum(1 for _ in found) == records - 1


def _packed(kind: str) -> bytes:
    data, packed = (ONE + TWO).encode(), io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t.csv", data)
    elif kind == "tar":
        with tarfile.open(fileobj=packed, mode="w") as archive:
            member = tarfile.TarInfo("t.csv")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return {"gz": gzip.compress(data), "bz2": bz2.compress(data)}.get(kind) or packed.getvalue()


@pytest.mark.parametrize(("name", "prefix"), [("t.csv.gz", ""), ("t.csv.bz2", ""), ("x.zip", "x.zip/"), ("x.tar", "x.tar/")])
def test_archive_csv_packed(tmp_path, name, prefix):
    cables, failures = read(tmp_path, _packed(name.rsplit(".", 1)[1]), name)
    assert failures == {}
    assert list(cables) == [prefix + one for one in NAMES]


def test_archive_csv_windows_1252_is_read_and_told_of(tmp_path):
    cables, _ = read(tmp_path, (ONE + TWO).replace("Lee", "Lée").encode("cp1252"))
    assert labelled(cables[NAMES[1]]) == [("PER", "Lée")]
    assert [problem.kind for problem in cables[NAMES[1]].problems] == ["encoding"]


def test_archive_csv_converts(tmp_path, command):
    rows = "".join(
        ONE.replace('"1"', f'"{at}"').replace("2481", f"{at}").replace("Denz", f"Denz{at}") for at in range(100, 140)
    )
    (tmp_path / "cables.csv").write_text(rows, encoding="utf8")
    result = command("convert", tmp_path / "cables.csv", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "40 cables in" in result.output
