"""Digests of texts and bytes, and pseudo-random numbers derived from them: the same on every machine."""

from hashlib import blake2b


def digest(content: str | bytes) -> str:
    """Returns the BLAKE2b digest of a text in UTF-8, or of bytes, as 32 hexadecimal characters."""
    return blake2b(content.encode() if isinstance(content, str) else content, digest_size=16).hexdigest()


def unit(key: str, seed: int) -> float:
    """Returns a number in [0, 1), uniformly distributed over keys, that depends only on the key and the seed."""
    return int.from_bytes(blake2b(f"{seed}:{key}".encode(), digest_size=8).digest(), "big") / 2**64
