"""A run that is started again tags what has changed, and drops what is gone, whatever the time stamps say."""

import json
import os

import pytest

from cable_ner.files import Source
from cable_ner.tagging import FORMATS, TagSettings, tag, tagging
from tests.helpers.folders import rewrite
from tests.helpers.tagging import NLP, contents


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "rules"
    NLP.to_disk(folder)
    return str(folder)


@pytest.fixture
def again(tmp_path, model):
    """Returns a function that tags into `tmp_path / "out"`, another folder if `name` says so."""

    def run(*inputs, format="inline", name="out", **options):
        return tag([str(item) for item in inputs], tmp_path / name, model=model, settings=TagSettings(format), **options)

    return run


@pytest.fixture
def raw(tmp_path):
    """Returns a folder of 40 cables: three batches."""
    folder = tmp_path / "raw"
    (folder / "deep").mkdir(parents=True)
    for number in range(40):
        place = folder / "deep" if number == 5 else folder
        (place / f"c{number:02}.txt").write_text(f"rain fell in Oslo, said Ann Lee {number:02}", encoding="utf8")
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_resuming_sees_what_is_changed_gone_and_renamed(again, raw, tmp_path, format):
    again(raw, format=format)
    rewrite(raw / "c03.txt", "Oslo", "Rome")
    (raw / "deep" / "c05.txt").unlink()
    (raw / "c07.txt").rename(raw / "new.txt")
    for name in ("c20.txt", "c39.txt"):  # as they were, with new times
        os.utime(raw / name)
    report = again(raw, format=format)
    assert report["cables_tagged_now"] == 2
    assert report["changed"] == {"total": 1, "listed": ["c03.txt"]}
    assert report["gone"] == {"total": 2, "listed": ["c07.txt", "deep/c05.txt"], "removed": True}
    again(raw, format=format, name="anew")
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")
    assert not (tmp_path / "out" / "deep").exists()
    report = again(raw, format=format)
    assert (report["cables_tagged_now"], report["changed"]["total"], report["gone"]["total"]) == (0, 0, 0)
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")


@pytest.mark.parametrize("format", FORMATS)
def test_resuming_after_a_stop_before_stale_output_was_all_removed(again, raw, tmp_path, format, monkeypatch):
    again(raw, format=format)
    rewrite(raw / "c03.txt", "Oslo", "Rome")
    (raw / "c21.txt").unlink()

    def stop(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tagging, "report_of", stop)
        with pytest.raises(KeyboardInterrupt):
            again(raw, format=format)
    again(raw, format=format)
    again(raw, format=format, name="anew")
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")


@pytest.mark.parametrize("format", FORMATS)
def test_resuming_changed_cable_that_cannot_be_tagged_loses_its_output(again, raw, tmp_path, format):
    again(raw, format=format)
    (raw / "c03.txt").write_bytes(b"rain\n\0")
    report = again(raw, format=format)
    assert [failure["cable"] for failure in report["failures"]] == ["c03.txt"]
    again(raw, format=format, name="anew")
    assert contents(tmp_path / "out") == contents(tmp_path / "anew")


def test_resuming_keeps_what_may_only_be_out_of_reach(again, raw, tmp_path):
    again(raw)
    (raw / "c03.txt").unlink()
    (raw / "all.tar.gz").write_bytes(b"\x1f\x8b cut short")
    report = again(raw)
    assert report["gone"] == {"total": 1, "listed": ["c03.txt"], "removed": False}
    assert (tmp_path / "out" / "c03.txt").exists()
    assert report["cables"] == 40
    (raw / "all.tar.gz").unlink()
    assert again(raw)["gone"]["removed"] is True
    assert not (tmp_path / "out" / "c03.txt").exists()


def test_resuming_keeps_a_cable_that_cannot_be_read_now(again, raw, tmp_path, monkeypatch):
    again(raw)
    read = Source.read

    def fails(source):
        if source.name == "c03.txt":
            raise PermissionError(13, "Permission denied")
        return read(source)

    monkeypatch.setattr(Source, "read", fails)
    report = again(raw)
    assert [failure["cable"] for failure in report["failures"]] == ["c03.txt"]
    assert "cannot be read now (Permission denied), and what was tagged before stays" in report["failures"][0]["message"]
    assert (tmp_path / "out" / "c03.txt").exists()


def test_resuming_with_other_inputs_keeps_what_was_tagged_of_the_first(again, raw, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "more.txt").write_text("snow fell in Rome", encoding="utf8")
    again(raw, format="csv")
    report = again(tmp_path / "other", format="csv")
    assert (report["cables"], report["cables_tagged_now"], report["of_other_inputs"]) == (41, 1, 40)
    assert report["gone"]["total"] == 0
    (raw / "c03.txt").unlink()
    report = again(raw, format="csv")
    assert (report["cables"], report["gone"]["listed"], report["of_other_inputs"]) == (40, ["c03.txt"], 1)
    names = {line.split(b",")[0] for line in (tmp_path / "out" / "mentions.csv").read_bytes().splitlines()[1:]}
    assert names == {b"more.txt", b"deep/c05.txt", *(b"c%02d.txt" % number for number in range(40) if number not in (3, 5))}


def test_resuming_a_journal_without_digests_is_refused(again, raw, tmp_path):
    again(raw)
    path = tmp_path / "out" / "tag.jsonl"
    head, *rows = path.read_text(encoding="utf8").splitlines()
    head = json.dumps({"settings": json.loads(head)["settings"]})
    path.write_text("\n".join([head, *rows, ""]), encoding="utf8")
    with pytest.raises(
        ValueError, match="tag.jsonl:1: was started by an earlier version, which did not record what each cable"
    ):
        again(raw)
    assert again(raw, restart=True)["cables_tagged_now"] == 40
