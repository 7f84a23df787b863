"""What each page shows: from an address and what was asked for to a template and its values."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from ...evaluation import pages
from ...text import LABELS
from ..archive import looking_up, searching
from ..archive.filters import CableFilter
from . import excerpts
from .commands import commands
from .deciding import Deciding, Fields

_PAGE = 20  # rows
_FURTHEST = 100_000  # rows behind the first that a page may begin
_FILTERS = ("since", "until", "post", "classification", "tag")
_TOP = 12  # names of each label on the first page
_LABELS = 50
_ALIKE = 30  # names that one may be the same as


@dataclass
class Page:
    """A page: its template, the values in it, and the status of the answer."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    status: int = 200

    def html(self, tables: str) -> str:
        """Returns the page; `tables` is the address at which Datasette shows the tables."""
        return pages.render(self.template, labels=self.values.get("labels", ()), tables=tables, **self._others())

    def _others(self) -> dict[str, Any]:
        return {key: value for key, value in self.values.items() if key != "labels"}


def failed(why: str) -> Page:
    """Returns the page that says that a question could not be answered."""
    return Page(
        "archive-message.html",
        {"title": "No answer", "text": f"{why}: narrow the search, by date for example", "back": ""},
        503,
    )


def _missing(what: str) -> Page:
    return Page("archive-message.html", {"title": "Not found", "text": f"There is no {what} here.", "back": ""}, 404)


@dataclass
class Asked:
    """What is asked for: the `key` in the address, the query behind it, and where decisions go, if anywhere."""

    key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    deciding: Deciding | None = None


def home(db: sqlite3.Connection, _asked: Asked) -> Page:
    """The first page: the search, how much there is, and the most frequent names."""
    labels = _labels(db)
    counts = dict(db.execute("SELECT counted, rows FROM counts").fetchall())
    # (both at once would read all dates)
    days = db.execute("SELECT (SELECT min(date) FROM cables), (SELECT max(date) FROM cables)").fetchone()
    top = {label: searching.find_names(db, label=label, limit=_TOP)[0] for label in labels}
    facets = {facet: searching.all_of(db, facet) for facet in searching.FACETS}
    months = excerpts.bars(searching.all_of(db, "month", 2000))
    values = {"counts": counts, "first": days[0], "last": days[1], "top": top, "facets": facets, "months": months}
    return Page("archive-home.html", {"labels": labels, **_form(db, {}), **values})


def search(db: sqlite3.Connection, request: Asked) -> Page:
    """What was found: names and paragraphs with the words, or without words the cables that are like this."""
    asked = request.query
    words, label, which, offset = asked.get("q", "").strip()[:500], asked.get("label", ""), _filter(asked), _offset(asked)
    values: dict[str, Any] = {"problem": which.problem(), "names": [], "more_names": False, "found": searching.Hits()}
    if words and not offset:
        values["names"], values["more_names"] = searching.find_names(db, words, label=label)
    if not values["problem"]:
        finder = searching.find_paragraphs if words else None
        values["found"] = (
            finder(db, words, which, limit=_PAGE, offset=offset)
            if finder
            else searching.find_cables(db, which, limit=_PAGE, offset=offset)
        )
    found = values["found"]
    values["rows"] = [(row, excerpts.of_snippet(row["snippet"]) if words else []) for row in found.rows]
    values |= _turning("/search", asked, offset, has_more=offset + _PAGE < found.total)
    return Page("archive-search.html", {"labels": _labels(db), **_form(db, asked), **values})


def names(db: sqlite3.Connection, request: Asked) -> Page:
    """The names with the words, or all, the most frequent first."""
    asked = request.query
    words, label, offset = asked.get("q", "").strip()[:500], asked.get("label", ""), _offset(asked)
    rows, has_more = searching.find_names(db, words, label=label, limit=5 * _PAGE, offset=offset)
    values = {"rows": rows, **_turning("/names", asked, offset, has_more=has_more, by=5 * _PAGE)}
    return Page("archive-names.html", {"labels": _labels(db), **_form(db, asked), **values})


def name(db: sqlite3.Connection, request: Asked) -> Page:
    """All about one name, and every sentence with it."""
    asked = request.query
    row = looking_up.name_of(db, request.key)
    if row is None:
        return _missing("such name")
    which, offset = _filter(asked), _offset(asked)
    problem = which.problem()
    cables, has_more = looking_up.cables_with(db, row, CableFilter() if problem else which, limit=_PAGE, offset=offset)
    variants = looking_up.variants_of(db, row)
    forms = [one["variant"] for one in variants]
    values = {
        "name": row,
        "variants": variants,
        **_to_put_right(db, row, forms, request.deciding),
        "months": excerpts.bars(looking_up.facet_of(db, row, "month")),
        "facets": {facet: looking_up.facet_of(db, row, facet, 60) for facet in ("post", "tag", "classification")},
        "beside": looking_up.beside(db, row),
        "cables": [(cable, _sentences(db, row, cable)) for cable in cables],
        "problem": problem,
        "is_filtered": bool(which),
        **_turning(f"/name/{request.key}", asked, offset, has_more=has_more),
    }
    return Page("archive-name.html", {"labels": _labels(db), **_form(db, asked), **values})


def _to_put_right(db: sqlite3.Connection, row: searching.Row, forms: list[str], deciding: Deciding | None) -> dict[str, Any]:
    """Returns the commands that put a name right; or what its forms need, and the decisions taken, if pages may decide."""
    if deciding is None or not row["own_form"]:
        return {"commands": commands(row["label"], row["own_form"], forms) if row["own_form"] else [], "deciding": None}
    own = row["own_form"]
    alike, _ = searching.find_names(db, own.split()[-1], label=row["label"], limit=_ALIKE)
    found: dict[str, Any] = {
        "commands": [],
        "deciding": deciding,
        "others": [form for form in forms if form != own],
        "alike": [one["own_form"] for one in alike if one["own_form"] and one["id"] != row["id"]],
    }
    try:
        return {**found, "taken": deciding.about(db, row, forms), "damaged": ""}
    except (ValueError, OSError) as error:
        return {**found, "taken": [], "damaged": str(error)}


def decide(db: sqlite3.Connection, request: Asked, fields: Fields) -> Page | None:
    """Takes the decision that a form on the page of a name says. Returns None, or the page that says why it is not taken."""
    assert request.deciding is not None
    row = looking_up.name_of(db, request.key)
    if row is None or not row["own_form"]:
        return _missing("such name")
    try:
        request.deciding.take(db, row, fields)
    except (ValueError, OSError) as error:
        return refused(request.key, f"{str(error)[:1].upper()}{str(error)[1:]}.")
    return None


def refused(key: str, why: str, status: int = 400) -> Page:
    """Returns the page that says why a decision about a name was not taken."""
    values = {"title": "Nothing was decided", "text": why, "back": f"/name/{quote(key, safe='')}"}
    return Page("archive-message.html", values, status)


def _sentences(db: sqlite3.Connection, row: searching.Row, cable: searching.Row) -> list[tuple[searching.Row, Any]]:
    found = looking_up.sentences_with(db, row, cable["id"])
    return [(one, excerpts.excerpt(one["text"], one["start"], one["end"], row["label"])) for one in found]


def cable(db: sqlite3.Connection, request: Asked) -> Page:
    """A cable: its text with the names marked, what it refers to, and what refers to it."""
    row = looking_up.cable_of(db, request.key)
    if row is None:
        return _missing("such cable")
    paragraphs = looking_up.paragraphs_of(db, row)
    mentions = [mention for _, own in paragraphs for mention in own]
    counts = Counter((mention["label"], mention["written"], mention["name_id"]) for mention in mentions)
    labels = _labels(db)
    values = {
        "cable": row,
        "tags": looking_up.tags_of(db, row),
        "paragraphs": [
            (one, excerpts.pieces(one["text"], [(m["start"], m["end"], m["label"], m["name_id"]) for m in own]))
            for one, own in paragraphs
        ],
        "legend": Counter(mention["label"] for mention in mentions).most_common(),
        "names": {
            label: sorted(((many, name, key) for (own, name, key), many in counts.items() if own == label), reverse=True)
            for label in labels
        },
        "references": looking_up.references_of(db, row),
        "referring": looking_up.referring_to(db, row),
    }
    return Page("archive-cable.html", {"labels": labels, **_form(db, {}), **values})


def _labels(db: sqlite3.Connection) -> list[str]:
    """Returns the labels of the archive, those of cables first."""
    found = [label for label, _ in searching.all_of(db, "label", _LABELS)]
    known = [label for label in LABELS if label in found]
    return known + sorted(set(found) - set(known))


def _filter(asked: Mapping[str, str]) -> CableFilter:
    return CableFilter(**{name: asked.get(name, "").strip()[:200] for name in _FILTERS})


def _form(db: sqlite3.Connection, asked: Mapping[str, str]) -> dict[str, Any]:
    """Returns what the form of the search shows: what was asked for, and the posts and classifications to choose from."""
    given = {name: asked.get(name, "")[:500] for name in ("q", "label", *_FILTERS)}
    choices = {facet: sorted(value for value, _ in searching.all_of(db, facet)) for facet in ("post", "classification")}
    return {"asked": given, "choices": choices, "linked": _Links(given)}


class _Links:
    """Addresses of pages that differ from what was asked for in one thing."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {key: value for key, value in given.items() if value}

    def __call__(self, path: str, /, **changes: object) -> str:
        """Returns the address of `path` with what was asked for and these changes; an empty string takes one thing out."""
        wanted = {key: value for key, value in {**self._given, **changes}.items() if value not in ("", None)}
        return f"{path}?{urlencode(wanted)}" if wanted else path


def _offset(asked: Mapping[str, str]) -> int:
    text = asked.get("from", "")
    return min(int(text), _FURTHEST) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _turning(path: str, asked: Mapping[str, str], offset: int, *, has_more: bool, by: int = _PAGE) -> dict[str, Any]:
    kept = _Links({key: value for key, value in asked.items() if key in ("q", "label", *_FILTERS)})
    before = kept(path, **{"from": max(0, offset - by) or ""}) if offset else ""
    return {"offset": offset, "previous": before, "next": kept(path, **{"from": offset + by}) if has_more else ""}
