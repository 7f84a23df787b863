"""How messages word numbers."""


def number_of(count: int, noun: str) -> str:
    """Returns a number with a noun, of which the plural is given: `1 cable`, `2,500 cables`, `0 entities`."""
    if count == 1:
        noun = noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
    return f"{count:,} {noun}"
