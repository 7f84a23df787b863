"""Paths over mentions: the index of an archive."""

from collections.abc import Callable, Iterator
from typing import Any

from cable_ner.index import Tally, as_json, as_page, groups_csv, make_index, variants_csv
from cable_ner.index.mentions import MentionRow
from tests.fuzz.many_mentions import Path, Sizes, name_of


def _rows(sizes: Sizes, *, cable_each: bool) -> Iterator[MentionRow]:
    for number in range(sizes.mentions):
        name, label = name_of(number, sizes.names), ("ORG", "PER")[number % 2]
        place = "0" if sizes.is_one else str(number)
        yield MentionRow(
            f"{number * cable_each}.txt", "2009-01-02", label, name, place, 20 * number, 20 * number + len(name)
        )


def _indexed(*, cable_each: bool) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        rows = list(_rows(sizes, cable_each=cable_each))

        def work() -> Any:
            tally = Tally()
            tally.add(rows)
            made = make_index(tally)
            return groups_csv(made), variants_csv(made), as_json(made), as_page(made)

        return work

    return prepare


PATHS: dict[str, Path] = {
    "index: one cable": _indexed(cable_each=False),
    "index: many cables": _indexed(cable_each=True),
}
