"""A small archive over HTTP, with a cable that is written to do harm."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from tests.helpers.archive import SMALL, built, line

NASTY = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'></style></title><!--"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


@pytest.fixture(scope="session")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Answer]]:
    """Yields a function (path, **headers) that returns what the pages of a small archive answer."""
    pytest.importorskip("datasette", reason="needs Datasette (extra [serve])")
    from tests.helpers.archive_server import served

    nasty = line(
        f"x/{NASTY}.txt", f"[PER {NASTY}] and [{'ORG'} javascript:alert(1)] met {NASTY} .", "[PER \u202eeel] .",
        date="2009-03-01", post=NASTY, classification=NASTY, subject=NASTY, tags=[NASTY], references=[NASTY, "09BERN1"],
        reference_id=NASTY, origin=NASTY,
    )  # fmt: skip

    def fetch(path: str, **headers: str) -> Answer:
        try:
            with urllib.request.urlopen(urllib.request.Request(address + path, headers=headers)) as answer:  # noqa: S310
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())

    with served(built(tmp_path_factory.mktemp("archive"), *SMALL, nasty)) as address:
        yield fetch
