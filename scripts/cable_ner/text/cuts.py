"""Stretches that are cut out of a text."""

Cuts = list[tuple[int, int]]  # start and end of each in the text, sorted and without overlaps


def without(text: str, cuts: Cuts) -> str:
    """Returns the text that is left."""
    kept, at = [], 0
    for start, end in cuts:
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])
