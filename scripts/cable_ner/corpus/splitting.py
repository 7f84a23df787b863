"""Train, dev or test: by hash of what message a cable is, so that nothing leaks and nothing ever moves."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..files import digest, unit
from ..text import PARAGRAPH, Cable, Paragraph

PARTITIONS = ("train", "dev", "test")
# The silver labels of the cables in test that have gold: what the gold is compared with.
BASELINE = "test-silver"
BY_MESSAGE, BY_RANK, BY_PARAGRAPH = "by message", "by rank", "by paragraph"
FEW_MESSAGES = 4
TWIN = "hand-checked twin is used instead"
OTHER_PART = "other part of a hand-checked message"
COPY = "copy of a cable in "
BEFORE = " since an earlier conversion"  # how the reasons end that `split_new` has
_MIN_BODY = 200
_NOT_ALPHANUMERIC = bytes(code for code in range(128) if not chr(code).isalnum())


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

    @property
    def scores(self) -> bool:
        """Whether it is checked by hand, and not to be trained on."""
        return self.gold and self.side != "train"


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
    if text.isascii():
        return text.lower().encode().translate(None, _NOT_ALPHANUMERIC).decode()
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))


def order_key(identity: Identity) -> tuple[str, str]:
    """Returns what cables are sorted by: messages shuffled by their digest, a message's sections together."""
    return digest("order " + identity.message), identity.name


def split(cables: Sequence[Identity], shares: tuple[float, float, float], *, seed: int = 0, fill: bool = True) -> Split:
    """Returns the partition of every cable, from nothing but the cables themselves.

    `shares` are those of train, dev and test. Hand-checked (gold) cables are dev and test, and all others
    train. Where that cannot be done, `mode` and `warnings` say what was done instead. Without `fill`, sides are by
    hash whatever comes of it, and a partition may stay empty.
    """
    if any(cable.gold for cable in cables):
        return _with_gold(cables, shares, seed, fill=fill)
    return _by_message(cables, shares, seed, fill=fill)


def side_of(key: str, shares: tuple[float, float, float], seed: int) -> str:
    """Returns the partition that a key falls on; adding other keys never changes it."""
    at, total = unit(key, seed) * sum(shares), 0.0
    for name, share in zip(PARTITIONS, shares):
        total += share
        if at < total and share > 0:
            return name
    return next(name for name, share in reversed(list(zip(PARTITIONS, shares))) if share > 0)


def allot(keys: Sequence[str], shares: tuple[float, float, float]) -> dict[str, str]:
    """Returns a partition for each key, in the order given; each with a share above 0 gets one, train first."""
    wanted = [(name, share) for name, share in zip(PARTITIONS, shares) if share > 0]
    counts = {name: min(1, len(keys)) for name, _ in wanted}
    while sum(counts.values()) < len(keys):
        counts[max(wanted, key=lambda pair: pair[1] / sum(shares) * len(keys) - counts[pair[0]])[0]] += 1
    names = [name for name, _ in wanted for _ in range(counts[name])]
    return dict(zip(keys, names))


def _wanted(shares: tuple[float, float, float]) -> set[str]:
    return {name for name, share in zip(PARTITIONS, shares) if share > 0}


def _ranked(keys: Iterable[str], seed: int) -> list[str]:
    return sorted(set(keys), key=lambda key: unit(key, seed))


# -- without gold --------------------------------------------------------------------------------


def _by_message(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int, *, fill: bool = True) -> Split:
    sides = [side_of(cable.message, shares, seed) for cable in cables]
    left_out = _copies(cables, sides)
    if not fill or _wanted(shares) <= {side for index, side in enumerate(sides) if index not in left_out}:
        return Split(BY_MESSAGE, sides, left_out)
    groups = groups_of(cables)
    if len(set(groups)) >= FEW_MESSAGES:
        allotted = allot(_ranked(groups, seed), shares)
        count = len(set(groups))
        warning = f"{count} messages are too few to split by hash alone: a cable may change sides when others are added"
        return Split(BY_RANK, [allotted[group] for group in groups], warnings=[warning])
    return Split(BY_PARAGRAPH, [""] * len(cables), warnings=[_by_paragraph_warning(cables)])


def _by_paragraph_warning(cables: Sequence[Identity]) -> str:
    count = len({cable.message for cable in cables})
    return (
        f"only {count} message{'s' * (count != 1)}: split by paragraph, so that train, dev and test share names;"
        " scores will look better than on new cables"
    )


def _copies(cables: Sequence[Identity], sides: list[str]) -> dict[int, str]:
    """Returns the copies of one text under several messages that are not on the side that scores, with the reason."""
    best: dict[str, str] = {}
    for cable, side in zip(cables, sides):
        best[cable.text] = max(side, best.get(cable.text, side), key=PARTITIONS.index)
    return {
        index: f"{COPY}{best[cable.text]}"
        for index, (cable, side) in enumerate(zip(cables, sides))
        if side != best[cable.text]
    }


def groups_of(cables: Sequence[Identity]) -> list[str]:
    """Returns for each cable the first of the messages it hangs together with, by message or by text."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for cable in cables:
        parent[root("text " + cable.text)] = root("message " + cable.message)
    first: dict[str, str] = {}
    for message in sorted({cable.message for cable in cables}):
        first.setdefault(root("message " + message), message)
    return [first[root("message " + cable.message)] for cable in cables]


# -- with gold -----------------------------------------------------------------------------------


def _with_gold(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int, *, fill: bool = True) -> Split:
    """Gold cables are dev and test, the rest train; what belongs to a gold message is left out of train."""
    wishes, warnings = _wishes(cables)
    scoring = {cable.message for cable in cables if cable.gold and wishes.get(cable.message) != "train"}
    left_out = _left_out_for_gold(cables, scoring)
    train = {cable.message for index, cable in enumerate(cables) if index not in left_out} - scoring
    if not scoring:
        usable = [index for index in range(len(cables)) if index not in left_out]
        result = _by_message([cables[index] for index in usable], shares, seed, fill=fill)
        sides = dict(zip(usable, result.sides))
        left_out.update({usable[index]: reason for index, reason in result.left_out.items()})
        return Split(result.mode, [sides.get(index, "train") for index in range(len(cables))], left_out, result.warnings)
    if not train:
        return _all_checked(cables, shares, seed, fill=fill)
    for index, cable in enumerate(cables):
        if cable.gold and not cable.scores and cable.message in scoring:
            left_out[index] = "is among those to score with, too"
    found = {message: "train" for message in train}
    found.update(_gold_sides(scoring, wishes, shares, seed, warnings, few=len(train) < 2, fill=fill))
    _fill_from_silver(found, _ranked(train, seed), scoring, shares, seed, warnings, fill=fill)
    sides = [
        "train" if cable.message in scoring and not cable.gold else found.get(cable.message, "train") for cable in cables
    ]
    left_out.update({index: why for index, why in _copies(cables, sides).items() if index not in left_out})
    used = {side for index, side in enumerate(sides) if index not in left_out}
    if fill and not _wanted(shares) <= used and len({cable.message for cable in cables}) < FEW_MESSAGES:
        gold_only = any(cable.gold and not cable.scores for cable in cables)
        aside = {index: why for index, why in left_out.items() if gold_only and not cables[index].gold}
        return Split(BY_PARAGRAPH, [""] * len(cables), aside, [_by_paragraph_warning(cables)])
    return Split(BY_MESSAGE, sides, left_out, warnings)


def _wishes(cables: Sequence[Identity]) -> tuple[dict[str, str], list[str]]:
    """Returns the partition a person wished for each gold message; the one that scores, where wishes disagree."""
    wishes: dict[str, set[str]] = defaultdict(set)
    for cable in cables:
        if cable.gold and cable.side:
            wishes[cable.message].add(cable.side)
    doubtful = sum(len(sides) > 1 for sides in wishes.values())
    warnings = [f"{doubtful} hand-checked messages are in two folders, and go where they score"] if doubtful else []
    return {message: max(sides, key=PARTITIONS.index) for message, sides in wishes.items()}, warnings


def _left_out_for_gold(cables: Sequence[Identity], scoring: set[str]) -> dict[int, str]:
    """Returns the silver cables that gold stands for, or that are of a message which scores."""
    texts = {cable.text for cable in cables if cable.gold}
    years: dict[str, set[int]] = defaultdict(set)
    for cable in cables:
        if cable.gold:
            years[cable.message].add(cable.year)
    gold_only = any(cable.gold and not cable.scores for cable in cables)
    left_out = {}
    for index, cable in enumerate(cables):
        if cable.gold:
            continue
        if cable.text in texts:
            left_out[index] = TWIN
        elif cable.message in scoring and _same_year(cable.year, years[cable.message]):
            left_out[index] = OTHER_PART
        elif gold_only:
            left_out[index] = "only hand-checked labels are trained on"
    return left_out


def _same_year(year: int, years: Iterable[int]) -> bool:
    return not year or any(not other or other == year for other in years)


def _gold_sides(
    messages: set[str],
    wishes: dict[str, str],
    shares: tuple[float, float, float],
    seed: int,
    warnings: list[str],
    *,
    few: bool,
    fill: bool,
) -> dict[str, str]:
    """Returns dev or test for the gold messages: what a person wished, else by hash, else by rank."""
    checked = checked_shares(shares)
    wanted = _wanted(checked)
    if fill and len(messages) == 1 and wanted == {"dev", "test"}:
        warnings.append("only one hand-checked message: dev and test do not both have one")
        return {message: wishes.get(message, "dev" if few else "test") for message in messages}
    found = {message: wishes.get(message) or _checked_side(message, checked, seed) for message in messages}
    free = _ranked((message for message in messages if message not in wishes), seed)
    if fill and not wanted <= set(found.values()) and len(free) > 1:
        found.update(allot(free, checked))
        warnings.append(
            f"{len(messages)} hand-checked messages are too few to split by hash alone: a cable may still change sides"
        )
    return found


def checked_shares(shares: tuple[float, float, float]) -> tuple[float, float, float]:
    """Returns the shares of dev and test among hand-checked cables: equal ones if neither has one."""
    return (0.0, *shares[1:]) if sum(shares[1:]) else (0.0, 0.5, 0.5)


def _checked_side(message: str, checked: tuple[float, float, float], seed: int) -> str:
    """Returns dev or test, by a hash that has nothing to do with who is train where all cables have gold."""
    return side_of(f"gold {message}", checked, seed)


def _fill_from_silver(
    found: dict[str, str],
    train: list[str],
    scoring: set[str],
    shares: tuple[float, float, float],
    seed: int,
    warnings: list[str],
    *,
    fill: bool,
) -> None:
    """Moves some of the messages to train on to a partition that has none that is hand-checked."""
    for name in ("dev", "test"):
        share = shares[PARTITIONS.index(name)] or (0.1 if name == "dev" and not sum(shares[1:]) else 0.0)
        if name in found.values() or not share:
            continue
        left = [message for message in train if found[message] == "train"]
        chosen = [message for message in left if side_of(message, (shares[0], share, 0.0), seed) == "dev"]
        if fill:
            chosen = chosen or left[:1]
            chosen = chosen if len(chosen) < len(left) else chosen[:-1]
        found.update(dict.fromkeys(chosen, name))
        if len(scoring) > 1:
            warnings.append(f"no hand-checked cable is in {name}, which is taken from the silver ones")


def _all_checked(cables: Sequence[Identity], shares: tuple[float, float, float], seed: int, *, fill: bool) -> Split:
    """Every cable has a gold twin: messages are split as ever, train takes the silver, dev and test the gold."""
    gold_only = any(cable.gold and not cable.scores for cable in cables)
    # What is to be trained on: the hand-checked cables meant for that, if there are any, else the silver.
    base = [index for index, cable in enumerate(cables) if not cable.scores and cable.gold == gold_only]
    aside = {index: TWIN for index, cable in enumerate(cables) if not cable.scores and index not in base}
    result = _by_message([cables[index] for index in base], shares, seed, fill=fill)
    if result.mode == BY_PARAGRAPH:
        return Split(BY_PARAGRAPH, [""] * len(cables), aside, result.warnings)
    checked = checked_shares(shares)
    sides = {cables[index].message: side for index, side in zip(base, result.sides)}
    by_hash = {
        message: side if side == "train" else _checked_side(message, checked, seed) for message, side in sides.items()
    }
    if result.mode == BY_MESSAGE and (not fill or set(by_hash.values()) == set(sides.values())):
        sides = by_hash
    result.sides = [sides.get(cable.message) or _checked_side(cable.message, checked, seed) for cable in cables]
    result.left_out = aside
    for index, (cable, side) in enumerate(zip(cables, result.sides)):
        if cable.scores and side == "train":
            result.left_out[index] = "its twin is trained on, as every cable has a hand-checked one"
        elif not cable.scores and side != "train":
            result.left_out[index] = TWIN
    result.left_out.update(
        {index: why for index, why in _copies(cables, result.sides).items() if index not in result.left_out}
    )
    result.warnings.append(
        "every cable has a hand-checked twin: those in train are not used, whatever their folder;"
        " once there are others to train on, all hand-checked ones become dev and test"
    )
    return result


# -- new cables beside earlier ones --------------------------------------------------------------


class Placed(NamedTuple):
    """Where an earlier conversion put a cable: `partition` is empty if it was left out, and `left_out` says why."""

    identity: Identity
    partition: str
    left_out: str = ""


def split_new(
    new: Sequence[Identity], earlier: Iterable[Placed], shares: tuple[float, float, float], *, seed: int = 0
) -> Split:
    """Returns the partition of cables that come to others, of which none changes side.

    Sides are those of one split of all by hash, without what that does for few cables: a partition may stay empty. What
    belongs to an earlier cable follows it: another section of its message goes to its side, and a copy of its text is
    left out, as is a hand-checked cable of a message that is trained on already.
    """
    earlier = list(earlier)
    before = _Before([placed for placed in earlier if not placed.left_out])
    # (What was left out here had no part in the sides of others.)
    known = list(dict.fromkeys(placed.identity for placed in earlier if not placed.left_out.endswith(BEFORE)))
    whole = split([*known, *new], shares, seed=seed, fill=False)
    sides = whole.sides[len(known) :]
    left_out = {
        index - len(known): why
        for index, why in whole.left_out.items()
        if index >= len(known) and not why.startswith(COPY)  # which is to be found out anew, from the sides they have
    }
    for index, cable in enumerate(new):
        if cable.text in before.texts:
            left_out[index] = f"{COPY}{before.texts[cable.text]}{BEFORE}"
    for is_gold in (True, False):
        if not is_gold:
            _restore(new, sides, left_out, before)
        for index, cable in enumerate(new):
            if cable.gold == is_gold and index not in left_out and (found := before.sides_of(cable)):
                sides[index] = max(found, key=PARTITIONS.index)
                if not is_gold and before.is_checked(cable):
                    left_out[index] = OTHER_PART
                elif len(found) > 1 or cable.gold and cable.scores == (sides[index] == "train"):
                    left_out[index] = f"its message is in {' and '.join(sorted(found, key=PARTITIONS.index))}{BEFORE}"
    _leave_out_unchecked(new, sides, left_out)
    kept = [index for index in range(len(new)) if index not in left_out]
    copies = _copies([new[index] for index in kept], [sides[index] for index in kept])
    left_out.update({kept[at]: why for at, why in copies.items()})
    return Split(BY_MESSAGE, sides, left_out)


class _Before:
    """The cables that are in a partition already: the partition of each text, and those of each message."""

    def __init__(self, used: Iterable[Placed]) -> None:
        self.texts: dict[str, str] = {}
        self.gold: set[str] = set()  # texts of those that are hand-checked
        self._messages: dict[str, set[tuple[str, bool, int]]] = defaultdict(set)
        for cable, partition, _ in used:
            self.texts[cable.text] = max(partition, self.texts.get(cable.text, partition), key=PARTITIONS.index)
            self._messages[cable.message].add((partition, cable.gold, cable.year))
            if cable.gold:
                self.gold.add(cable.text)

    def sides_of(self, cable: Identity) -> set[str]:
        """Returns where the cable's message is.

        As in `split`, a hand-checked message and one that is not are different ones if they are of different years.
        """
        return {
            partition
            for partition, gold, year in self._messages.get(cable.message, ())
            if gold == cable.gold or _same_year(cable.year, [year])
        }

    def is_checked(self, cable: Identity) -> bool:
        """Returns whether hand-checked cables of its message are scored with."""
        rows = self._messages.get(cable.message, ())
        return any(gold and partition != "train" and _same_year(cable.year, [year]) for partition, gold, year in rows)


def _restore(new: Sequence[Identity], sides: list[str], left_out: dict[int, str], before: _Before) -> None:
    """Takes back in what was left out for a hand-checked cable that is itself not used, to train on."""
    used = [cable for index, cable in enumerate(new) if cable.gold and index not in left_out]
    texts = before.gold | {cable.text for cable in used}
    years: dict[str, list[int]] = defaultdict(list)
    for cable in used:
        if cable.scores:
            years[cable.message].append(cable.year)
    for index, cable in enumerate(new):
        own = years.get(cable.message)
        is_other_part = (own and _same_year(cable.year, own)) or before.is_checked(cable)
        reason = left_out.get(index)
        if (reason == TWIN and cable.text not in texts) or (reason == OTHER_PART and not is_other_part):
            del left_out[index]
            sides[index] = "train"


def _leave_out_unchecked(new: Sequence[Identity], sides: list[str], left_out: dict[int, str]) -> None:
    """Leaves out what would be scored with beside hand-checked cables and is not: the labels of both are not comparable."""
    checked = {sides[index] for index, cable in enumerate(new) if cable.gold and index not in left_out} - {"train"}
    for index, cable in enumerate(new):
        if not cable.gold and index not in left_out and sides[index] in checked:
            left_out[index] = f"is not hand-checked, as others in {sides[index]} are, where its message is{BEFORE}"


def by_paragraph(cables: Sequence[Cable], shares: tuple[float, float, float], *, seed: int = 0) -> dict[str, str]:
    """Returns a partition for each paragraph's digest: for the one to three cables that cannot be parted.

    Numbered paragraphs with mentions are shared out; headers, headings and the like go where most goes.
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
    rest = next(name for name, share in zip(PARTITIONS, shares) if share > 0)
    found = {paragraph_key(paragraph): rest for cable in cables for paragraph in cable.paragraphs}
    return {**found, **allot(_ranked(keys, seed), shares)}


def paragraph_key(paragraph: Paragraph) -> str:
    """Returns the digest of a paragraph's letters and digits."""
    return digest(_normal(paragraph.text))
