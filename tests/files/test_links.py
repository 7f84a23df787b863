"""Hard links where there are some, copies elsewhere."""

import os

import pytest

from cable_ner.files import link_or_copy


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("kind", [str, lambda path: path])
def test_links_link_or_copy(tmp_path, monkeypatch, has_links, kind):
    (tmp_path / "a").write_bytes(b"cable")
    os.utime(tmp_path / "a", (1, 1))
    (tmp_path / "way").symlink_to("a")
    (tmp_path / "sub").mkdir()

    def no_links(*_args, **_options):
        raise PermissionError("no links on this disk")

    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    for source, target in (("a", "sub/b"), ("way", "sub/c")):
        link_or_copy(kind(tmp_path / source), kind(tmp_path / target))
        made = tmp_path / target
        assert (made.read_bytes(), made.is_symlink(), made.stat().st_mtime) == (b"cable", False, 1)
        assert made.samefile(tmp_path / "a") == has_links
