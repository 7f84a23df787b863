"""Output at URLs: fsspec's `file` and `memory` stand for stores of objects."""

from pathlib import Path

import pytest

pytest.importorskip("upath")

from cable_ner.corpus import ConversionSettings, convert
from cable_ner.files.places import is_local, make_folder, place, remove, replacing_objects
from cable_ner.tagging import TagSettings, tag
from cable_ner.work.engines import Where

NAMES = ["train.spacy", "dev.spacy", "convert.json"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    """Returns an empty folder of a store."""
    url = f"memory://{tmp_path.name}" if request.param == "memory" else f"file://{tmp_path / 'store'}"
    folder = place(url)
    yield folder
    remove(folder)


def objects(folder, below=""):
    found = {}
    for path in folder.iterdir():
        found |= objects(path, f"{below}{path.name}/") if path.is_dir() else {below + path.name: path.read_bytes()}
    return found


def put(store, names, data):
    with replacing_objects(store, NAMES) as scratch:
        for name in names:
            (scratch / name).write_bytes(data)


def test_places_are_paths_or_urls(tmp_path):
    assert place("corpus/out") == Path("corpus/out")
    assert is_local(place("corpus/out"))
    assert not is_local(place(f"file://{tmp_path}"))
    assert not is_local(place("memory://bucket/folder"))


@pytest.mark.parametrize("url", ["nope://bucket/folder", "s4://bucket"])
def test_places_say_what_to_install_for_a_url(url):
    with pytest.raises(
        ValueError, match=rf"{url}: cannot be written to .* pip install '\.\[url\]'.* fsspec package for the pro"
    ):
        place(url)


def test_places_without_the_extra_say_so(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "upath", None)
    with pytest.raises(ValueError, match=r"pip install '\.\[url\]'"):
        place("memory://bucket")


def test_places_replace_what_was_there(store):
    with replacing_objects(store, NAMES) as scratch:
        make_folder(scratch / "train.spacy")
        for number in range(3):
            (scratch / "train.spacy" / f"{number}.spacy").write_bytes(b"old")
        (scratch / "dev.spacy").write_bytes(b"old")
        (scratch / "convert.json").write_bytes(b"1")
    assert len(objects(store)) == 5
    (store / "other.txt").write_bytes(b"stays")
    with replacing_objects(store, NAMES) as scratch:
        (scratch / "train.spacy").write_bytes(b"new")
        (scratch / "convert.json").write_bytes(b"2")
    assert objects(store) == {"train.spacy": b"new", "convert.json": b"2", "other.txt": b"stays"}


def test_places_are_as_they_were_after_a_run_that_fails(store):
    put(store, NAMES[2:], b"1")
    with pytest.raises(TypeError):
        put(store, NAMES, None)
    assert objects(store) == {"convert.json": b"1"}


def test_places_have_the_last_name_only_with_all_others(store, monkeypatch):
    put(store, NAMES, b"old")
    moves = []
    real = type(store.fs).mv

    def fails(self, source, target, *args, **options):
        moves.append(target.rsplit("/", 1)[-1])
        if len(moves) == 2:
            raise OSError("the store is gone")
        return real(self, source, target, *args, **options)

    monkeypatch.setattr(type(store.fs), "mv", fails)
    with pytest.raises(OSError, match="the store is gone"):
        put(store, NAMES, b"new")
    assert moves == NAMES[:2]
    assert objects(store) == {"train.spacy": b"new"}  # without convert.json it is known not to be whole


@pytest.mark.parametrize("processes", [1, 2])
def test_places_conversion_to_a_url_writes_the_same_bytes(raw, tmp_path, processes):
    rules = ConversionSettings(rules=str(Path(__file__).parents[2] / "configs" / "silver.yml"))
    convert([str(raw)], tmp_path / "local", settings=rules)
    there = place(f"file://{tmp_path / 'store'}")
    convert([str(raw)], there, settings=rules, where=Where(processes=processes))
    assert contents(tmp_path / "store") == contents(tmp_path / "local")
    convert([str(raw / "c1.txt")], there, settings=rules)  # another run in its place, with fewer files
    convert([str(raw / "c1.txt")], tmp_path / "local", settings=rules)
    assert contents(tmp_path / "store") == contents(tmp_path / "local")


@pytest.mark.parametrize("format", ["inline", "csv", "spacy"])
def test_places_tagging_to_a_url_writes_the_same_bytes_and_can_go_on(raw, tiny_model, tmp_path, format):
    options = {"model": str(tiny_model), "settings": TagSettings(format)}
    tag([str(raw)], tmp_path / "local", **options)
    there, home = place(f"file://{tmp_path / 'store'}"), tmp_path / "home"
    assert tag([str(raw / "c1.txt"), str(raw / "c2.txt")], there, home=home, **options)["cables_tagged_now"] == 2
    report = tag([str(raw)], there, home=home, **options)
    assert report["cables_tagged_now"] == 22
    assert report["cables"] == 24
    expected = {name: data for name, data in contents(tmp_path / "local").items() if name not in ("tag.json", "tag.jsonl")}
    found = {name: data for name, data in contents(tmp_path / "store").items() if name != "tag.json"}
    if format == "inline":
        assert found == expected
    if format == "csv":  # in another order, for two cables came first
        assert sorted(found["mentions.csv"].splitlines()) == sorted(expected["mentions.csv"].splitlines())
    assert (tmp_path / "store" / "tag.json").exists()
    assert {"tag.json", "tag.jsonl"} <= {path.name for path in home.iterdir()}
    assert tag([str(raw)], there, home=home, restart=True, **options)["cables_tagged_now"] == 24
    again = {name: data for name, data in contents(tmp_path / "store").items() if name != "tag.json"}
    assert again == expected


def test_places_tagging_to_a_url_needs_a_folder_for_its_journal(command, raw, tiny_model, tmp_path):
    result = command("tag", raw, "-m", tiny_model, "-o", f"file://{tmp_path / 'store'}")
    assert result.exit_code == 1
    assert "a journal cannot be kept at a URL; give a folder for it with --journal" in " ".join(result.output.split())
    result = command("tag", raw, "-m", tiny_model, "-o", f"file://{tmp_path / 'store'}", "--journal", tmp_path / "home")
    assert result.exit_code == 0, result.output
    assert "24 cables" in result.output
