"""Digests of texts, and numbers drawn by them: the same on every machine."""

from hashlib import blake2b


def digest(text: str) -> str:
    """Returns a hex digest of 32 characters."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def unit(key: str, seed: int) -> float:
    """Returns a number in [0, 1) that depends on nothing but the key and the seed."""
    return int.from_bytes(blake2b(f"{seed}:{key}".encode(), digest_size=8).digest(), "big") / 2**64
