"""Reading cables.jsonl: where a conversion placed each cable."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import srsly

from ...files import Content
from ..identity import Identity
from ..new_split import Placed
from ..partitions import PARTITIONS
from ..reasons import Reason, WhyLeftOut, why_left_out
from ..sketches import checked


def read_placed(path: Path) -> list[Placed]:
    """Returns where a conversion placed its cables: see `read_with_contents`."""
    return [placed for placed, _ in read_with_contents(path)]


def read_with_contents(path: Path) -> Iterator[tuple[Placed, Content | None]]:
    """Yields where a conversion placed each cable and what that held, from its cables.jsonl.

    A cable whose paragraphs were divided appears once for each partition that has some of them. The content is None if the
    conversion, by an earlier version, did not record it. Raises ValueError that names the line.
    """
    with path.open(encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = srsly.json_loads(line)
                placed = _placed(row)
                content = Content(row["size"], row["digest"]) if "digest" in row else None
            except (ValueError, LookupError, TypeError) as error:
                reason = f"has no {error}" if isinstance(error, KeyError) else str(error)
                raise ValueError(
                    f"{path}:{number}: {reason}; it was written by another version; run `spacy project run all` again"
                ) from None
            if placed:
                yield placed, content


def _placed(row: dict[str, Any]) -> Placed | None:
    """Returns where a cable was placed, or None if that is unknown. Raises ValueError, LookupError, TypeError."""
    identity = Identity(
        row["cable"], row["message"], row["text"], row.get("year", 0), row["gold"], row.get("side", ""),
        checked(b64decode(row.get("sketch", ""), validate=True)), row.get("own", ""),
    )  # fmt: skip
    if not all(isinstance(value, str) for value in (*identity[:3], identity.side, identity.own)):
        raise ValueError("a name or digest is not text")
    if row.get("partition", "train") not in PARTITIONS:
        raise ValueError(f"there is no partition '{row['partition']}'")
    if "left_out" in row or row["paragraphs"]:
        left_out = row.get("left_out")
        return Placed(identity, row.get("partition", ""), why_left_out(left_out) if left_out else None)
    if "partition" in row:  # a cable without text, or without any for this partition
        return Placed(identity, "", WhyLeftOut(Reason.NOTHING, row["partition"]))
    return None
