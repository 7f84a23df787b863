"""What a conversion wrote, and inputs for it: gold, decisions, archives."""

import io
import json
import tarfile
from collections import Counter
from pathlib import Path

import spacy

from cable_ner.corpus.partitions import PARTITIONS
from cable_ner.corpus.report import Report
from cable_ner.corpus.settings import ConversionSettings
from cable_ner.files import digest, read_docs

NLP = spacy.blank("en")


NONE: dict[str, dict] = {"fixed": {}, "missing": {}, "rejected": {}, "added": {}}


WRITTEN = ("cables.jsonl", "convert.json", "dev.spacy", "test-silver.spacy", "test.spacy", "train.spacy")


def accounted(report: Report) -> int:
    """Returns how many brackets the report says an end of."""
    brackets = report.data["brackets"]
    return brackets["entity"] + sum(sum(brackets[kind].values()) for kind in ("fixed", "missing", "rejected"))


def contents(folder: Path) -> dict[str, bytes]:
    """Returns the bytes of every file below a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def docs_of(output: Path, *partitions: str) -> list:
    return [doc for name in partitions or PARTITIONS for doc in read_docs(output / f"{name}.spacy", NLP.vocab)]


def sides(*outputs: Path) -> dict[str, str]:
    """Returns the partition of every cable that has one, or why it has none; hand-checked ones under `gold/`."""
    lines = [line for folder in outputs for line in (folder / "cables.jsonl").read_text(encoding="utf8").splitlines()]
    rows = map(json.loads, lines)
    return {("gold/" if row["gold"] else "") + row["cable"]: row.get("partition") or row["left_out"] for row in rows}


def cables_in(files: list[Path]) -> set[str]:
    """Returns the names of the cables that have Docs in some DocBin files."""
    return {doc.user_data["cable"] for file in files for doc in read_docs(file, NLP.vocab)}


def mentions(docs: list) -> Counter:
    return Counter((ent.label_, ent.text) for doc in docs for ent in doc.ents)


def tar_of(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def with_gold(folder: Path, numbers: range | list[int], cable, side: str = "") -> Path:
    """Writes hand-checked twins, in which a MISC is found that the tagger has missed."""
    (folder / side).mkdir(parents=True, exist_ok=True)
    for number in numbers:
        text = cable(number).replace("harvest number", "[MISC harvest  ] number")
        (folder / side / f"c{number}.txt").write_text(text, encoding="utf8")
    return folder


SHIPPED = str(Path(__file__).parents[2] / "configs" / "silver.yml")


# Two more brackets in each cable of `write_cables`, a name in none, and a place that is a part of a token.
GUILD = "The [ORG Millers Guild  ] of [LOC Milltown  ] met . Then Ann Lee left , and U.S.-led talks ."


def decided(tmp_path, *rows: dict) -> ConversionSettings:
    """Returns settings with these decisions, and no rules."""
    path = tmp_path / "corrections.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return ConversionSettings(corrections=str(path))


def form(form: str, label: str, becomes: str, **limits: str) -> dict:
    return {"form": form, "label": label, "becomes": becomes, **limits}


def place(text: str, part: str, label: str = "") -> dict:
    """Returns the decision that a part of a paragraph is a mention, or none."""
    start = text.index(part)
    end = start + len(part)
    return {
        "paragraph": digest(text),
        "start": start,
        "end": end,
        "text": part,
        "spans": [[start, end, label]] if label else [],
    }
