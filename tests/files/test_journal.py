"""The journal of a run: what counts as done, after a stop at any byte, and when settings change."""

import pytest

from cable_ner.files.journal import Journal, count_done
from tests.helpers.disks import FullFile

SETTINGS = {"format": "csv", "scores": True}


def batches(journal):
    return [(row["batch"], row["cable"]) for row in journal.rows()]


def test_journal_goes_on_where_it_was(tmp_path):
    path = tmp_path / "tag.jsonl"
    with Journal(path, SETTINGS) as journal:
        journal.add(0, [{"cable": "a"}, {"cable": "b"}])
    with Journal(path, SETTINGS) as journal:
        assert (journal.batches, journal.last["cable"]) == (1, "b")
        journal.add(1, [{"cable": "c"}])
        assert batches(journal) == [(0, "a"), (0, "b"), (1, "c")]


@pytest.mark.filterwarnings("ignore::cable_ner.files.TornLineWarning")
def test_journal_cut_at_any_byte_has_whole_batches_alone(tmp_path):
    path = tmp_path / "tag.jsonl"
    with Journal(path, SETTINGS) as journal:
        head = len(path.read_bytes())
        journal.add(0, [{"cable": "a"}, {"cable": "b"}])
        first = len(path.read_bytes())
        journal.add(1, [{"cable": "c"}, {"cable": "d"}])
    whole = path.read_bytes()
    for end in range(head, len(whole) + 1):
        path.write_bytes(whole[:end])
        with Journal(path, SETTINGS) as journal:
            expected = 0 if end < first else 2 if end < len(whole) else 4
            assert len(batches(journal)) == expected
            assert journal.batches == expected // 2


def test_journal_of_other_settings_is_refused(tmp_path):
    Journal(tmp_path / "tag.jsonl", SETTINGS).__exit__(None, None, None)
    with pytest.raises(ValueError, match="was started with scores True, not False; give another --output, or --restart"):
        Journal(tmp_path / "tag.jsonl", {**SETTINGS, "scores": False})


def test_journal_that_is_none(tmp_path):
    (tmp_path / "tag.jsonl").write_text("bread\n")
    with pytest.raises(ValueError, match="is not a tagging journal"):
        Journal(tmp_path / "tag.jsonl", SETTINGS)


def test_journal_that_could_not_be_begun_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("killed")))
    with pytest.raises(OSError, match="killed"):
        Journal(tmp_path / "tag.jsonl", SETTINGS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::cable_ner.files.TornLineWarning")
def test_journal_count_done_is_of_cables_not_of_lines(tmp_path):
    path = tmp_path / "tag.jsonl"
    assert count_done(path) == 0
    with Journal(path, SETTINGS) as journal:
        journal.add(0, [{"cable": "a"}, {"cable": "b", "failed": "odd"}])
        journal.add(1, [{"cable": "b"}, {"cable": "c", "failed": "odd"}])
    with path.open("ab") as file:
        file.write(b'{"batch":2,"of":2,"cab')
    assert count_done(path) == 2


def test_journal_on_a_full_disk_names_itself_and_keeps_what_it_had(tmp_path):
    path = tmp_path / "tag.jsonl"
    with pytest.raises(OSError, match="No space left") as caught, Journal(path, SETTINGS) as journal:  # noqa: PT012
        journal.add(0, [{"cable": "a"}])
        before = path.read_bytes()
        journal._file = FullFile(path, "r+")
        journal.add(1, [{"cable": "b"}])
    assert caught.value.filename == str(path)
    assert path.read_bytes() == before


def test_journal_damaged_line_is_named(tmp_path):
    path = tmp_path / "tag.jsonl"
    with Journal(path, SETTINGS) as journal:
        for number in range(3):
            journal.add(number, [{"cable": str(number)}])
    rows = path.read_bytes().splitlines(keepends=True)
    for damaged in (b'{"batch":1,"of":1,"ca\n', b"\n", b'{"batch":1}\n'):
        path.write_bytes(b"".join([*rows[:2], damaged, rows[3]]))
        with pytest.raises(ValueError, match=r"tag.jsonl:3: is damaged; correct the line, or give --restart to start over"):
            Journal(path, SETTINGS)
