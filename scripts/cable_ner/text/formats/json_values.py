"""Values in JSON, as files of other programs hold them."""

from typing import Any


def decoded(data: bytes) -> Any:
    """Returns the value in a text in JSON, which may begin with a byte order mark. Raises ValueError for anything else."""
    # Imported here because a pipeline, which imports this package and reads no files, runs beside nothing but spaCy.
    import msgspec

    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise ValueError(str(error)) from None
