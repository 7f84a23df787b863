"""Docs of invented cables, and the names of the cables that Docs are from."""

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc

from tests.helpers.audit import make


def invented_docs(count: int, parts: int = 2, **user_data: Any) -> list[Doc]:  # noqa: ANN401
    """Returns the Docs of `count` cables `c0.txt`, `c1.txt`, ..., each with one person; with more user data if given."""
    docs = [
        make(f"Mayor Lee{number} spoke, part {part}.", (f"Lee{number}", "PER"), cable=f"c{number}.txt", index=part)
        for number in range(count)
        for part in range(parts)
    ]
    for doc in docs:
        doc.user_data.update(user_data)
    return docs


def cable_names(docs: Iterable[Doc]) -> set[str]:
    """Returns the names of the cables."""
    return {doc.user_data["cable"] for doc in docs}
