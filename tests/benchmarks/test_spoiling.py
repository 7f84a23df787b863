"""Gold labels that are spoiled on purpose."""

from pathlib import Path

from benchmarks.spoiling import spoiled_cable
from cable_ner.corpus import read_cable
from cable_ner.files import Source, sources


def gold_cables(folder: Path, write_cables) -> list:
    found = sources([str(write_cables(folder, range(60)))])
    return [read_cable(source) for source in found if isinstance(source, Source)]


def mentions(cables) -> list:
    return [mention[:3] for cable in cables for paragraph in cable.paragraphs for mention in paragraph.mentions]


def test_spoiling_changes_one_mention_in_twenty(tmp_path, write_cables):
    cables = gold_cables(tmp_path / "gold", write_cables)
    spoiled = [spoiled_cable(cable, 0) for cable in cables]
    before, after = mentions(cables), mentions(spoiled)
    assert len(before) == 240
    kept = sum(
        mention in new.mentions
        for cable, other in zip(cables, spoiled)
        for old, new in zip(cable.paragraphs, other.paragraphs)
        for mention in old.mentions
    )
    assert 0.90 < kept / len(before) < 0.99
    assert len(before) - 12 < len(after) <= len(before)
    assert mentions([spoiled_cable(cable, 0) for cable in cables]) == after
    assert mentions([spoiled_cable(cable, 1) for cable in cables]) != after
    texts = [paragraph.text for cable in cables for paragraph in cable.paragraphs]
    assert texts == [paragraph.text for cable in spoiled for paragraph in cable.paragraphs]
