"""Cables -> FollowTheMoney entities, as OpenAleph takes them: a PlainText with its text, and a Mention for each name in it.

Properties and ids of mentions are those of OpenAleph's own analysis (ftm-analyze 5.3), so that analysing the documents again
there adds to these mentions and does not double them. The country of a place is ours: followthemoney reads capitals as their
countries, and drops other cities without a word.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import srsly
from spacy.tokens import Doc, Span

from ...names import places, posts, surface
from ..dates import day_of
from ..mentions import header_date

FTM = "ftm"
ENTITIES = "entities.ftm.json"
_LONGEST_TITLE = 1000  # characters; OpenAleph has 1,024 for a string


class _Kind(NamedTuple):
    """What becomes of the mentions of a label: a property of the document, and the schema of what is mentioned, if any."""

    prop: str
    schema: str


_KINDS = {
    surface.PER: _Kind("peopleMentioned", "Person"),
    surface.ORG: _Kind("companiesMentioned", "Organization"),
    surface.LOC: _Kind("locationMentioned", ""),
}


class FtmEntities:
    """Makes the entities of one cable after another, and counts in `left_out` what has no place in them, by reason.

    Raises ValueError without the package followthemoney.
    """

    def __init__(self, language: str = "en") -> None:
        try:
            import followthemoney  # noqa: F401
        except ImportError as error:
            raise ValueError(
                f"needs the package followthemoney ({error}); install this project with its extra: pip install '.[ftm]'"
                " (pip builds pyicu, which needs a C++ compiler and ICU's headers: libicu-dev, pkg-config)"
            ) from error
        self.language = language
        self.left_out: Counter[str] = Counter()

    def of(self, cable: Sequence[Doc]) -> Iterator[dict[str, Any]]:
        """Yields the document of a cable, given by its Docs in reading order, and then its mentions.

        Raises ValueError for an entity that is not valid by its schema.
        """
        from followthemoney import model
        from followthemoney.util import make_entity_id

        meta = cable[0].user_data
        name = str(meta.get("cable", ""))
        document = model.make_entity("PlainText")
        document_id = document.id = str(make_entity_id(name))
        country = posts.country_of_post(str(meta.get("origin") or meta.get("post") or ""))
        date = next(filter(None, (header_date(doc.user_data.get("zone", ""), doc.text) for doc in cable)), "")
        self._add(
            document,
            **_described({"date": date, **meta}),
            language=self.language,
            mimeType="text/plain",
            country=country.lower(),
        )
        self._add(document, bodyText="\n\n".join(doc.text for doc in cable))
        mentions = self._mentions(cable)
        near = sorted(_countries(mentions, country))
        self._add(document, detectedCountry=near)
        found = []
        for (label, key), forms in mentions.items():
            kind = _KINDS[label]
            self._add(document, **{kind.prop: max(forms, key=lambda form: (forms[form], form))})
            if kind.schema:
                mention = model.make_entity("Mention")
                mention.make_id("mention", document_id, kind.prop, key)
                self._add(
                    mention, document=document_id, resolved=str(make_entity_id(key)), name=sorted(forms),
                    detectedSchema=kind.schema, contextCountry=near,
                )  # fmt: skip
                found.append(mention)
        yield from (_valid(entity, name) for entity in (document, *found))

    def _mentions(self, cable: Iterable[Doc]) -> dict[tuple[str, str], Counter[str]]:
        """Returns how often each written form is in a cable, by its label and what forms of one name share there."""
        found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for ent in (ent for doc in cable for ent in doc.ents):
            form = " ".join(ent.text.split())
            if reason := _unfit(ent):
                self.left_out[reason] += 1
            elif key := _key(form):
                found[ent.label_, key][form] += 1
            else:
                self.left_out["not a name to followthemoney"] += 1
        return found

    def _add(self, entity: Any, **values: str | Iterable[str]) -> None:
        """Adds values to an entity, and counts those that followthemoney does not take: it drops them without a word."""
        for prop, value in values.items():
            for one in [value] if isinstance(value, str) else value:
                if not one:
                    continue
                clean = entity.schema.properties[prop].type.clean(one)
                entity.add(prop, clean, cleaned=True)
                if clean is None or not entity.has(prop):  # (it has room for so many characters)
                    self.left_out[f"{prop} that followthemoney does not take"] += 1


def write_ftm(cables: Iterable[Sequence[Doc]], path: Path, *, language: str = "en") -> tuple[int, Counter[str]]:
    """Writes the entities of cables as JSON lines. Returns how many there are, and what was left out, by reason.

    Raises ValueError as `FtmEntities` does.
    """
    entities = FtmEntities(language)
    written = 0
    with path.open("w", encoding="utf8") as file:
        for cable in cables:
            for entity in entities.of(cable):
                file.write(srsly.json_dumps(entity) + "\n")
                written += 1
    return written, entities.left_out


def _unfit(ent: Span) -> str:
    """Returns why a mention has no place among FollowTheMoney's, an empty string if it has."""
    if ent.label_ not in _KINDS:
        return f"label {ent.label_}"
    return "blacked out" if surface.is_redacted(surface.key(ent.text, ent.label_)) else ""


def _countries(mentions: Mapping[tuple[str, str], Iterable[str]], near: str) -> set[str]:
    """Returns the countries of the places that a cable from the country `near` mentions, in small letters."""
    forms = [form for (label, _), some in mentions.items() if label == surface.LOC for form in some]
    return {place.country.lower() for form in forms if (place := places.place_of(form, near))}


def _key(form: str) -> str | None:
    """Returns what ftm-analyze makes ids of: a name in small letters, without accents and signs; None if nothing is left."""
    from followthemoney.types import registry
    from rigour.names import normalize_name

    node = registry.name.node_id_safe(form)
    return normalize_name(node) if node else None


def _described(meta: dict[str, Any]) -> dict[str, str | Sequence[str]]:
    """Returns the properties of a document that say what a cable is; those that are not known are empty."""
    name = str(meta.get("cable", ""))
    date = _iso(str(meta.get("date", "")))
    return {
        "title": str(meta.get("subject") or meta.get("reference_id") or name)[:_LONGEST_TITLE],
        "fileName": PurePosixPath(name).name,
        "messageId": str(meta.get("reference_id", "")),
        "author": str(meta.get("origin", "")),
        "date": date,
        "authoredAt": date,
        "publishedAt": _iso(str(meta.get("released", ""))),
        "keywords": [str(tag) for tag in meta.get("tags", ())],
    }


def _iso(date: str) -> str:
    """Returns a date as FollowTheMoney reads it: with the time where that is known, without a time zone."""
    try:
        return datetime.datetime.fromisoformat(date).replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        day = day_of(date)
        return day.isoformat() if day else ""


def _valid(entity: Any, cable: str) -> dict[str, Any]:
    """Returns an entity as JSON has it. Raises ValueError if it is not valid by its schema."""
    from followthemoney.exc import InvalidData

    data: dict[str, Any] = entity.to_dict()
    missing = [prop for prop in entity.schema.required if not entity.has(prop)]
    try:
        entity.schema.validate(data)
    except InvalidData as error:
        raise ValueError(f"{cable}: {entity.schema.name} is not valid ({error.errors}); leave the cable out") from error
    if missing:
        raise ValueError(f"{cable}: {entity.schema.name} has no {', '.join(missing)}; leave the cable out")
    return data
