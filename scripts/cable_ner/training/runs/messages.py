"""Which Docs hang together, so that a split or a share of the cables never cuts through them."""

from collections.abc import Sequence

from spacy.tokens import Doc

from ...corpus import by_cable, cable_of, groups_of, identify


def cable_name(doc: Doc) -> str:
    """Returns the name of the cable a Doc is from, or an empty string."""
    return str(doc.user_data.get("cable", ""))


def messages_of(docs: Sequence[Doc]) -> list[str]:
    """Returns for each Doc the message its cable belongs to, by its number or as a copy of its text."""
    cables = by_cable([cable_name(doc) for doc in docs])
    messages = groups_of([identify(cable_of([docs[index] for index in members])) for members in cables])
    keys = {index: message for members, message in zip(cables, messages) for index in members}
    return [keys[index] for index in range(len(docs))]
