"""Names of an archive's members: below the archive's own, hidden, or refused."""

import pytest

from cable_ner.files.limits import NAME
from cable_ner.files.members import member_name
from cable_ner.files.source import Failure


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("a.txt", "x.zip/a.txt"),
        ("deep/./b c.txt", "x.zip/deep/b c.txt"),
        ("deep\\a.txt", "x.zip/deep/a.txt"),
        ("a..b/c:d.txt", "x.zip/a..b/c:d.txt"),
        (".DS_Store", ""),
        ("__MACOSX/._a.txt", ""),
        (".git/a.txt", ""),
    ],
)
def test_members_names_are_below_their_archives(member, name):
    assert member_name("x.zip", member) == name


@pytest.mark.parametrize("member", ["../a.txt", "deep/../../a.txt", "/etc/a.txt", "..\\a.txt", "\\a.txt", "C:/a.txt"])
def test_members_that_point_outside_their_archive_are_refused(member):
    found = member_name("x.zip", member)
    assert isinstance(found, Failure)
    assert (found.fatal, found.message) == (True, "points outside its archive; pack it again with plain relative names")


def test_members_with_endless_names_are_refused_and_not_repeated():
    assert member_name("x.zip", "a" * NAME) == "x.zip/" + "a" * NAME
    found = member_name("x.zip", "a" * (NAME + 1))
    assert isinstance(found, Failure)
    assert "pack it again with a short one" in found.message
    assert len(found.name) < 100
