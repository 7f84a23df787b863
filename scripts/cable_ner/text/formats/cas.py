"""UIMA CAS as XMI or JSON, which INCEpTION and WebAnno export. dkpro-cassis (the extra `uima`) reads it, and the offsets."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from ..cable import Problem
from ..standoff import NO_PLACE, Document, FormatError, Layer, StandOff, placed

_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def is_json_cas(data: Any) -> bool:
    """Returns whether decoded JSON is a CAS."""
    return isinstance(data, dict) and "%FEATURE_STRUCTURES" in data


def read_xmi(data: bytes) -> Iterator[Document]:
    """Yields the text of a CAS in XMI with its named entities; types other than that of DKPro are not read.

    Raises FormatError, also without dkpro-cassis.
    """
    cassis = _cassis()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FormatError("declares entities of its own, which no CAS does; export it again")
    types = cassis.TypeSystem()
    entity = types.create_type(_ENTITY, supertypeName="uima.tcas.Annotation")
    for feature in ("value", "identifier"):
        types.create_feature(entity, feature, "uima.cas.String")
    try:
        with warnings.catch_warnings(action="ignore"):  # (of offsets that do not fit, which are told of below)
            cas = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types, lenient=True)
    except Exception as error:  # it raises what its XML parser does, and more
        raise FormatError(f"is not a CAS in XMI ({_first_line(error)}); export it again") from None
    yield _document(cas)


def read_json_cas(data: bytes) -> Iterator[Document]:
    """Yields the text of a CAS in JSON with its named entities. Raises FormatError, also without dkpro-cassis."""
    cassis = _cassis()
    try:
        with warnings.catch_warnings(action="ignore"):
            cas = cassis.load_cas_from_json(io.BytesIO(data))
    except Exception as error:
        raise FormatError(f"is not a CAS in JSON ({_first_line(error)}); export it again") from None
    yield _document(cas)


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise FormatError(
            "is a UIMA CAS, which needs dkpro-cassis; install this project with its extra, pip install '.[uima]'"
        ) from None
    return cassis


def _document(cas: Any) -> Document:
    text = cas.sofa_string
    if not isinstance(text, str):
        raise FormatError("is a CAS without a text; export it again")
    spans: list[StandOff] = []
    lost: list[Problem] = []
    entities = cas.select(_ENTITY) if cas.typesystem.contains_type(_ENTITY) else []
    for one in entities:
        if not one.value:
            continue  # a name that nobody has given a label yet
        try:
            start, end = placed(text, one.begin, one.end)
            spans.append(StandOff(start, end, str(one.value)))
        except ValueError as error:
            lost.append(Problem(1, NO_PLACE, f"an annotation {error}; it is left out"))
    return Document("", text, Layer(sorted(spans), lost=lost))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
