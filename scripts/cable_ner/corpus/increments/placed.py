"""Reading cables.jsonl: where a conversion placed each cable."""

from pathlib import Path

import srsly

from ..identity import Identity
from ..new_split import Placed
from ..partitions import PARTITIONS
from ..reasons import Reason, WhyLeftOut, why_left_out


def read_placed(path: Path) -> list[Placed]:
    """Returns where a conversion placed its cables, from its cables.jsonl. Raises ValueError that names the line.

    A cable whose paragraphs were divided appears once for each partition that has some of them.
    """
    found = []
    with path.open(encoding="utf8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = srsly.json_loads(line)
                identity = Identity(
                    row["cable"], row["message"], row["text"], row.get("year", 0), row["gold"], row.get("side", "")
                )
                if not all(isinstance(value, str) for value in (*identity[:3], identity.side)):
                    raise ValueError("a name or digest is not text")
                if row.get("partition", "train") not in PARTITIONS:
                    raise ValueError(f"there is no partition '{row['partition']}'")
                if "left_out" in row or row["paragraphs"]:
                    left_out = row.get("left_out")
                    found.append(Placed(identity, row.get("partition", ""), why_left_out(left_out) if left_out else None))
                elif "partition" in row:  # a cable without text, or without text for this partition
                    found.append(Placed(identity, "", WhyLeftOut(Reason.NOTHING, row["partition"])))
            except (ValueError, LookupError, TypeError) as error:
                reason = f"has no {error}" if isinstance(error, KeyError) else str(error)
                raise ValueError(
                    f"{path}:{number}: {reason}; it was written by another version; run `spacy project run all` again"
                ) from None
    return found
