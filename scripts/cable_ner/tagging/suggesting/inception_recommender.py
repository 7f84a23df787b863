"""INCEpTION's protocol for external recommenders: a document as CAS comes in, and goes back with suggestions in it."""

from collections.abc import Mapping
from typing import Any

from .suggester import Passage, Suggester

_PREDICTED, _SCORE = "inception_internal_predicted", "_score"


def recommend(suggester: Suggester, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the document with a suggestion for each mention: its label in the feature that the request names.

    dkpro-cassis (the extra `uima`) turns the offsets, which count UTF-16 units in a CAS, into those of characters and back.
    Raises ValueError for a request that cannot be read, ImportError without dkpro-cassis.
    """
    cassis = _cassis()
    try:
        metadata, document = sent["metadata"], sent["document"]
        layer, feature = str(metadata["layer"]), str(metadata["feature"])
        xmi, types = str(document["xmi"]), str(sent["typeSystem"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"the request has no {error}; INCEpTION 20 and later send all of it") from None
    if any(mark in part for part in (xmi, types) for mark in ("<!DOCTYPE", "<!ENTITY")):
        raise ValueError("the document declares entities of its own, which no CAS does")
    try:
        system = cassis.load_typesystem(types)
        cas = cassis.load_cas_from_xmi(xmi, typesystem=system)
        annotation = system.get_type(layer)
    except Exception as error:  # it raises what its XML parser does, and more
        raise ValueError(f"the document is no CAS that dkpro-cassis reads ({error})") from None
    features = {one.name for one in annotation.all_features}
    [found] = suggester.suggest([Passage(cas.sofa_string or "")])
    for one in found:
        values: dict[str, Any] = {_PREDICTED: True, feature: one.label}
        score = f"{feature}{_SCORE}"
        if one.score is not None and score in features:
            values[score] = one.score
        cas.add(annotation(begin=one.start, end=one.end, **values))
    return {"document": cas.to_xmi()}


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise ImportError("suggestions for INCEpTION need dkpro-cassis; run: pip install -e '.[uima]'") from None
    return cassis
