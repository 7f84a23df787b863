"""The partitions (train, dev, test), and how keys are divided among them: by hash or by rank."""

from collections.abc import Iterable, Sequence

from ..files import unit

PARTITIONS = ("train", "dev", "test")
# The silver labels of the gold cables in test, as a baseline for models.
BASELINE = "test-silver"

# The shares of train, dev and test; they need not sum to 1.
Shares = tuple[float, float, float]


def side_of(key: str, shares: Shares, seed: int) -> str:
    """Returns the partition of a key by its hash; adding other keys never changes it."""
    at, total = unit(key, seed) * sum(shares), 0.0
    for name, share in zip(PARTITIONS, shares):
        total += share
        if at < total and share > 0:
            return name
    return next(name for name, share in reversed(list(zip(PARTITIONS, shares))) if share > 0)


def allot(keys: Sequence[str], shares: Shares) -> dict[str, str]:
    """Returns a partition for each key, in the given order. Each partition with a share gets at least one, train first."""
    sought = [(name, share) for name, share in zip(PARTITIONS, shares) if share > 0]
    counts = {name: min(1, len(keys)) for name, _ in sought}
    while sum(counts.values()) < len(keys):
        counts[max(sought, key=lambda pair: pair[1] / sum(shares) * len(keys) - counts[pair[0]])[0]] += 1
    names = [name for name, _ in sought for _ in range(counts[name])]
    return dict(zip(keys, names))


def ranked(keys: Iterable[str], seed: int) -> list[str]:
    """Returns the keys, each once, in the order of their hashes."""
    return sorted(set(keys), key=lambda key: unit(key, seed))


def with_share(shares: Shares) -> set[str]:
    """Returns the partitions with a share above 0."""
    return {name for name, share in zip(PARTITIONS, shares) if share > 0}


def shares_of_gold(shares: Shares) -> Shares:
    """Returns the shares of dev and test among hand-checked cables: equal ones if neither has one."""
    return (0.0, *shares[1:]) if sum(shares[1:]) else (0.0, 0.5, 0.5)


def side_of_gold(message: str, shares: Shares, seed: int) -> str:
    """Returns dev or test for a hand-checked message.

    This hash is independent of the one that decides which messages are used for training if all cables have gold.
    """
    return side_of(f"gold {message}", shares_of_gold(shares), seed)


def last_of(sides: Iterable[str]) -> str:
    """Returns the last of these partitions in the order train, dev, test, so that scoring takes precedence."""
    return max(sides, key=PARTITIONS.index)
