"""A name's sentences as a spreadsheet (.xlsx), with the places that its cables mention on a second sheet.

All cells but coordinates and counts are text, so that no program takes a sentence for a formula or an ID for a number.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import xlsxwriter
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from ...files import read_docs
from ...names import grouping, places, posts, surface
from ..mentions import docs_mentions
from ..tally import UNKNOWN, Tally

XLSX = "xlsx"
SHEET = "sentences.xlsx"
LONGEST = 32_767  # UTF-16 units in a cell: Excel's limit
_CUT = " […]"
_SENTENCES = {
    "Cable": 22, "Reference ID": 16, "Date": 16, "From": 20, "Classification": 16, "Zone": 11, "Paragraph": 10, "Label": 7,
    "As written": 24, "Sentence": 100,
}  # fmt: skip
_PLACES = {"Place": 24, "Country": 9, "Kind": 9, "Latitude": 10, "Longitude": 10, "Cables": 8}
_CREATED = datetime.datetime(2000, 1, 1)  # the same cables give the same bytes
_SENTENCIZER = Sentencizer()
_OPENING = ("(", "[", "“", "‘")


class SheetFigures(NamedTuple):
    """What a spreadsheet holds: sentences, their cables, and how many sentences were cut to fit a cell."""

    sentences: int
    cables: int
    cut: int


def write_sentences(docbins: Sequence[Path], vocab: Vocab, names: Sequence[str], path: Path) -> SheetFigures:
    """Writes the sentences in which one of the names is mentioned, in whatever spelling.

    Short forms count where the cable has only one name that they may be short for. Raises ValueError for a name that is not
    mentioned at all.
    """
    tally = Tally()
    for docbin in docbins:
        tally.add(docs_mentions(docbin, vocab))
    wanted = _wanted(tally, names)
    numbers = {cable for cable, _ in wanted}
    written = cut = 0
    where: defaultdict[places.Place, set[str]] = defaultdict(set)
    cables = set()
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = _sheet(book, "Sentences", _SENTENCES)
        for doc in (doc for docbin in docbins for doc in read_docs(docbin, vocab)):
            cable = str(doc.user_data.get("cable", ""))
            if tally.cables.get(cable) not in numbers:
                continue
            _add_places(doc, where)
            for sentence, mentions in _sentences(doc, tally, wanted):
                text, is_cut = fitting(sentence)
                cut += is_cut
                written += 1
                cables.add(cable)
                labels, forms = ("; ".join(dict.fromkeys(some)) for some in zip(*mentions))
                _row(sheet, written, [*_described(doc, tally.days[tally.cables[cable]]), labels, forms, text])
        sheet.autofilter(0, 0, written, len(_SENTENCES) - 1)
        sheet = _sheet(book, "Places in these cables", _PLACES)
        for number, (place, some) in enumerate(
            sorted(where.items(), key=lambda item: (-len(item[1]), item[0].name)), start=1
        ):
            _row(sheet, number, [place.name, place.country, place.kind, *(place.coordinates or ("", "")), len(some)])
    return SheetFigures(written, len(cables), cut)


def fitting(text: str) -> tuple[str, bool]:
    """Returns a text cut to what a cell holds, and whether it was cut."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text, False
    return units[: 2 * (LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT, True


def _wanted(tally: Tally, names: Sequence[str]) -> set[tuple[int, int]]:
    """Returns the pairs (number of a cable, number of a form) that are mentions of the names."""
    forms, counts = list(tally.forms), tally.counts()
    groups, family = grouping.group(forms, counts.cable, counts.form, tally.acronyms())
    found = numpy.zeros(len(counts.form), dtype=bool)
    for name in names:
        own = [number for number, (label, text) in enumerate(forms) if surface.key(text, label) == surface.key(name, label)]
        if not own:
            raise ValueError(f"{name}: no mention has this name; `cable-ner index` lists the names in cables")
        found |= numpy.isin(family[counts.form], family[own]) | numpy.isin(groups, family[own])
    return set(zip(counts.cable[found].tolist(), counts.form[found].tolist()))


def _sentences(doc: Doc, tally: Tally, wanted: set[tuple[int, int]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yields the sentences of a Doc that mention a name, each with the label and the written form of each mention."""
    cable = tally.cables[str(doc.user_data.get("cable", ""))]
    found = [ent for ent in doc.ents if (cable, tally.forms.get((ent.label_, _form(ent)), -1)) in wanted]
    if not found:
        return
    [starts] = _SENTENCIZER.predict([doc])
    firsts = [index for index, is_start in enumerate(starts) if is_start or not index]
    ends = dict(zip(firsts, [*firsts[1:], len(doc)]))
    for first, ents in groupby(found, key=lambda ent: max(index for index in firsts if index <= ent.start)):
        mentions = list(ents)
        end = max(ends[first], mentions[-1].end)
        start = first - (first > 0 and doc[first - 1].text in _OPENING)  # (spaCy leaves it with the sentence before)
        yield " ".join(doc[start:end].text.split()), [(ent.label_, _form(ent)) for ent in mentions]


def _form(ent: Span) -> str:
    return " ".join(ent.text.split())


def _described(doc: Doc, day: int) -> list[str]:
    """Returns the cells of a row that say which cable, of which day, a sentence is from, and where in it."""
    data = doc.user_data
    keys = ("cable", "reference_id", "date", "origin", "classification", "zone", "paragraph")
    cells = [str(data.get(key, "")) for key in keys]
    cells[2] = cells[2] or ("" if day == UNKNOWN else datetime.date.fromordinal(day).isoformat())
    cells[3] = cells[3] or str(data.get("post", ""))
    return cells


def _add_places(doc: Doc, where: defaultdict[places.Place, set[str]]) -> None:
    near = posts.country_of_post(str(doc.user_data.get("origin") or doc.user_data.get("post") or ""))
    for ent in doc.ents:
        if ent.label_ == surface.LOC and (place := places.place_of(_form(ent), near)):
            where[place].add(str(doc.user_data.get("cable", "")))


def _sheet(book: Any, name: str, columns: dict[str, int]) -> Any:
    """Returns a new sheet with a head that stays in view."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for number, width in enumerate(columns.values()):
        sheet.set_column(number, number, width)
    bold = book.add_format({"bold": True})
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column, bold)
    return sheet


def _row(sheet: Any, row: int, cells: Iterable[str | float]) -> None:
    for column, cell in enumerate(cells):
        if not isinstance(cell, str):
            sheet.write_number(row, column, cell)
        elif cell:
            sheet.write_string(row, column, cell)
