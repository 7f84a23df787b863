"""Files of other programs as tests read them: the mentions of every cable in them."""

from pathlib import Path

from cable_ner.corpus import read_cable
from cable_ner.files import Failure, Source, sources
from cable_ner.text import Scheme
from tests.helpers.cables import labelled


def read_file(folder: Path, files: dict[str, bytes | str], scheme: Scheme = Scheme()):  # noqa: B008 - frozen
    """Writes files into a folder; returns the mentions of each cable by name, as (label, text), and the failures."""
    for name, data in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    found, failures = {}, {}
    for item in sources([str(folder / "in")]):
        if isinstance(item, Failure):
            failures[item.name] = item.message
        else:
            assert isinstance(item, Source)
            found[item.name] = labelled(read_cable(item, scheme))
    return found, failures
