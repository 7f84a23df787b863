"""Train, dev or test: by hash of what message a cable is, so that nothing leaks and nothing ever moves."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from .markup import PARAGRAPH, Cable, Paragraph

PARTITIONS = ("train", "dev", "test")
# The silver labels of the cables in test that have gold: what the gold is compared with.
BASELINE = "test-silver"
BY_MESSAGE, BY_RANK, BY_PARAGRAPH = "by message", "by rank", "by paragraph"
FEW_MESSAGES = 4
TWIN = "hand-checked twin is used instead"
_MIN_BODY = 200


class Identity(NamedTuple):
    """What a split has to know of one cable.

    `message` is shared by all sections and copies of one message, `text` by all cables with the same body;
    both are hex digests. `year` is 0 where the cable does not say. `side` is a person's wish for a gold cable.
    """

    name: str
    message: str
    text: str
    year: int = 0
    gold: bool = False
    side: str = ""


@dataclass
class Split:
    """Where each cable goes: `sides` and `left_out` (with the reason), by index; `mode` says how it was found."""

    mode: str
    sides: list[str]
    left_out: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def identify(cable: Cable, *, gold: bool = False, side: str = "") -> Identity:
    """Returns the cable's identity. The message is post and number; a cable without them is its text."""
    body = " ".join(paragraph.text for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH)
    text = _normal(body)
    if len(text) < _MIN_BODY:
        text = _normal(" ".join(paragraph.text for paragraph in cable.paragraphs))
    post, number = cable.meta.get("post"), cable.meta.get("number")
    message = f"{_normal(post)} {number}" if post and number else text
    reference, date = cable.meta.get("reference_id", ""), cable.meta.get("date", "")
    year = 0
    if match := re.match(r"(\d{4})-", date):
        year = int(match[1])
    elif match := re.match(r"(\d{2})[A-Z]", reference):
        year = int(match[1]) + (1900 if int(match[1]) > 50 else 2000)
    return Identity(cable.name, digest(message), digest(text), year, gold, side)


def _normal(text: str) -> str:
    """Returns letters and digits alone, so that neither spacing nor case nor punctuation tells copies apart."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def digest(text: str) -> str:
    """Returns a hex digest of 32 characters."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def unit(key: str, seed: int) -> float:
    """Returns a number in [0, 1) that depends on nothing but the key and the seed."""
    return int.from_bytes(blake2b(f"{seed}:{key}".encode(), digest_size=8).digest(), "big") / 2**64


def order_key(identity: Identity) -> tuple[str, str]:
    """Returns what cables are sorted by: messages shuffled by their digest, a message's sections together."""
    return digest("order " + identity.message), identity.name


def split(cables: Sequence[Identity], shares: tuple[float, float, float], *, seed: int = 0) -> Split:
    """Returns the partition of every cable, from nothing but the cables themselves.

    `shares` are those of train, dev and test. Hand-checked (gold) cables are dev and test, and all others
    train. Where that cannot be done, `mode` and `warnings` say what was done instead.
    """
    gold = [index for index, cable in enumerate(cables) if cable.gold]
    result = _with_gold(cables, shares, seed) if gold else _by_message(cables, shares, seed)
    _leave_out_copies(cables, result)
    return result


def side_of(key: str, shares: tuple[float, float, float], seed: int) -> str:
    """Returns the partition that a key falls on; adding other keys never changes it."""
    at, total = unit(key, seed) * sum(shares), 0.0
    for name, share in zip(PARTITIONS, shares):
        total += share
        if at < total and share > 0:
            return name
    return next(name for name, share in reversed(list(zip(PARTITIONS, shares))) if share > 0)


def _by_message(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int) -> Split:
    sides = [side_of(cable.message, shares, seed) for cable in cables]
    wanted = {name for name, share in zip(PARTITIONS, shares) if share > 0}
    messages = sorted({cable.message for cable in cables}, key=lambda key: unit(key, seed))
    if wanted <= set(sides):
        return Split(BY_MESSAGE, sides)
    if len(messages) >= FEW_MESSAGES:
        return Split(
            BY_RANK,
            _ranked(cables, messages, shares),
            warnings=[
                f"{len(messages)} messages are too few to split by hash alone: a cable may still change sides when others are added"
            ],
        )
    return Split(
        BY_PARAGRAPH,
        [""] * len(cables),
        warnings=[
            f"only {len(messages)} message{'s' * (len(messages) != 1)}: split by paragraph, so that train, dev and test share names;"
            " scores will look better than on new cables"
        ],
    )


def _ranked(cables: Sequence[Identity], messages: list[str], shares: tuple[float, float, float]) -> list[str]:
    """Returns sides by the messages' rank, so that every partition has at least one."""
    return [allot(messages, shares)[cable.message] for cable in cables]


def allot(keys: Sequence[str], shares: tuple[float, float, float]) -> dict[str, str]:
    """Returns a partition for each key, in the order given, each with a share above 0 getting at least one if it can."""
    wanted = [(name, share) for name, share in zip(PARTITIONS, shares) if share > 0]
    counts = {name: min(1, len(keys)) for name, _ in wanted}
    while sum(counts.values()) < len(keys):
        counts[max(wanted, key=lambda pair: pair[1] / sum(shares) * len(keys) - counts[pair[0]])[0]] += 1
    # Train comes last here: with fewer keys than partitions something must be there to train on.
    names = [name for name, _ in wanted for _ in range(counts[name])]
    return dict(zip(keys, names))


def _with_gold(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int) -> Split:
    """Gold cables are dev and test, the rest train; what belongs to a gold message is left out of train."""
    years: dict[str, set[int]] = defaultdict(set)
    texts: set[str] = set()
    for cable in cables:
        if cable.gold:
            years[cable.message].add(cable.year)
            texts.add(cable.text)
    left_out = {}
    for index, cable in enumerate(cables):
        if not cable.gold and cable.text in texts:
            left_out[index] = TWIN
        elif not cable.gold and cable.message in years and _same_year(cable.year, years[cable.message]):
            left_out[index] = "other part of a hand-checked message"
    to_train_on = any(cable.side == "train" for cable in cables)
    if len(left_out) == sum(not cable.gold for cable in cables) and not to_train_on:
        return _all_checked(cables, shares, seed)
    sides, warnings = _gold_sides(cables, shares, seed)
    return Split(BY_MESSAGE, sides, left_out, warnings)


def _gold_sides(
    cables: Sequence[Identity], shares: tuple[float, float, float], seed: int
) -> tuple[list[str], list[str]]:
    """Returns dev or test for the gold cables (what a person wished, else by hash), and train for the rest."""
    checked = (0.0, shares[1], shares[2]) if shares[1] + shares[2] else (0.0, 0.5, 0.5)
    train = {cable.message for cable in cables if cable.gold and cable.side == "train"}
    found = {
        cable.message: cable.side or side_of(cable.message, checked, seed)
        for cable in cables
        if cable.gold and cable.message not in train
    }
    if not found:
        return [side_of(cable.message, shares, seed) for cable in cables], []
    warnings = []
    wanted = {name for name, share in zip(PARTITIONS, checked) if share > 0}
    if not wanted <= set(found.values()) and len(found) > 1:
        found = allot(sorted(found, key=lambda key: unit(key, seed)), checked)
        warnings.append(f"{len(found)} hand-checked messages are too few to split by hash alone: a cable may still change sides")
    sides = [found.get(cable.message, "train") if cable.gold else "train" for cable in cables]
    if len(found) == 1 and not train:
        sides = ["test" if cable.gold else side_of(cable.message, (shares[0], 0.1, 0.0), seed) for cable in cables]
        if "dev" not in sides:
            first = min((cable.message for cable in cables if not cable.gold), key=lambda key: unit(key, seed))
            several = len({cable.message for cable in cables if not cable.gold}) > 1
            sides = ["dev" if several and cable.message == first and not cable.gold else side for cable, side in zip(cables, sides)]
        if "dev" not in sides:
            sides = ["dev" if cable.gold else side for cable, side in zip(cables, sides)]
        warnings.append("only one hand-checked message: dev and test do not both have one")
    return sides, warnings


def _all_checked(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int) -> Split:
    """Every cable has a gold twin: messages are split as ever, train takes the silver, dev and test the gold."""
    result = _by_message(cables, shares, seed)
    if result.mode == BY_PARAGRAPH:
        return result
    for index, (cable, side) in enumerate(zip(cables, result.sides)):
        if cable.gold and side == "train":
            result.left_out[index] = "its silver twin is trained on, as every cable has a hand-checked one"
        elif not cable.gold and side != "train":
            result.left_out[index] = TWIN
    return result


def by_paragraph(cables: Sequence[Cable], shares: tuple[float, float, float], *, seed: int = 0) -> dict[str, str]:
    """Returns a partition for each paragraph's digest: for the one to three cables that cannot be parted.

    Numbered paragraphs with mentions are shared out; headers, headings and the like are all train.
    """
    for zones in ({PARAGRAPH}, None):
        keys = {
            paragraph_key(paragraph)
            for cable in cables
            for paragraph in cable.paragraphs
            if paragraph.mentions and (zones is None or paragraph.zone in zones)
        }
        if len(keys) >= len(PARTITIONS):
            break
    return allot(sorted(keys, key=lambda key: unit(key, seed)), shares)


def paragraph_key(paragraph: Paragraph) -> str:
    """Returns the digest of a paragraph's letters and digits."""
    return digest(_normal(paragraph.text))


def _same_year(year: int, years: Iterable[int]) -> bool:
    return not year or any(not other or other == year for other in years)


def _leave_out_copies(cables: Sequence[Identity], result: Split) -> None:
    """Copies of one text under several messages: those outside the side that scores are left out."""
    if result.mode == BY_PARAGRAPH:
        return
    best: dict[str, str] = {}
    for index, (cable, side) in enumerate(zip(cables, result.sides)):
        if index not in result.left_out and PARTITIONS.index(side) > PARTITIONS.index(best.get(cable.text, PARTITIONS[0])):
            best[cable.text] = side
    for index, (cable, side) in enumerate(zip(cables, result.sides)):
        if index not in result.left_out and side != best.get(cable.text, side):
            result.left_out[index] = f"copy of a cable in {best[cable.text]}"
