"""What Datashare has of the cables: documents of its index, a line of JSON each, as Elasticsearch gives a hit.

Only where each line is stays in memory: the texts of an archive would fill it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import srsly

_REMEDY = "export the documents of the index again, one hit of Elasticsearch a line"
_RESOURCE_NAME = "tika_metadata_resourcename"  # what a file is called inside an archive


@dataclass(frozen=True)
class DatashareDocument:
    """A document: its index, ID and root (itself, or the archive it came in), the text that Tika extracted, its language."""

    index: str
    id: str
    root: str
    text: str
    language: str


class DatashareDocuments:
    """The documents in a file. Raises ValueError that names the line if one is none, OSError if it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._by_name: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)  # last part of a path -> (path, place)
        for line, place, hit in self._hits():
            source = hit.get("_source")
            if not isinstance(source, dict) or not isinstance(hit.get("_id"), str) or not isinstance(hit.get("_index"), str):
                raise ValueError(f"{path}:{line}: is no document of Elasticsearch with _index, _id and _source; {_REMEDY}")
            if source.get("type", "Document") != "Document":
                continue
            if not isinstance(source.get("content"), str) or not isinstance(source.get("path"), str):
                raise ValueError(f"{path}:{line}: the document has no content or no path; {_REMEDY}, with both fields")
            for name in _names(source):
                self._by_name[PurePosixPath(name).name].append((name, place))
        if not self._by_name:
            raise ValueError(f"{path}: holds no document; {_REMEDY}")

    def of(self, cable: str) -> DatashareDocument | None:
        """Returns the document whose path ends in the name of a cable; None if there is none, or several."""
        parts = PurePosixPath(cable).parts
        found = self._by_name.get(parts[-1], []) if parts else []
        for count in range(1, len(parts) + 1):
            if len({place for _, place in found}) < 2:
                break
            found = [(name, place) for name, place in found if PurePosixPath(name).parts[-count:] == parts[-count:]]
        places = {place for _, place in found}
        return self._read(places.pop()) if len(places) == 1 else None

    def _hits(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """Yields the number of each line, where it begins in the file, and what it holds."""
        place = 0
        with self.path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    try:
                        hit = srsly.json_loads(line)
                    except ValueError as error:
                        raise ValueError(f"{self.path}:{number}: is not JSON ({error}); {_REMEDY}") from error
                    yield number, place, hit if isinstance(hit, dict) else {}
                place += len(line)

    def _read(self, place: int) -> DatashareDocument:
        with self.path.open("rb") as file:
            file.seek(place)
            hit = srsly.json_loads(file.readline())
        source = hit["_source"]
        root = str(source.get("rootDocument") or hit["_id"])
        return DatashareDocument(
            hit["_index"], hit["_id"], root, source["content"], str(source.get("language") or "ENGLISH")
        )


def _names(source: dict[str, Any]) -> set[str]:
    """Returns the path of a document, and what it is called inside an archive, with slashes."""
    metadata = source.get("metadata")
    inside = metadata.get(_RESOURCE_NAME) if isinstance(metadata, dict) else None
    return {name.replace("\\", "/") for name in (source["path"], inside) if isinstance(name, str)}
