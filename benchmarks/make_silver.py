"""Write the silver layer of the sample archive: the gold's text, annotated with the errors a tagger makes.

Run it when the gold has changed; the result is under version control. With `--only-new` it writes those cables alone that
have been added, so that decisions made about the others still fit.
"""

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated

import pycrfsuite
import typer
from tqdm import tqdm
from wasabi import msg

from cable_ner.files import unit, write_bytes
from cable_ner.text import detect_dialect, parse

FOLDS = 5
_ANNOTATION = {
    "double": re.compile(r"\[(PER|ORG|LOC|MISC) (.*?)  \]", re.S),
    "single": re.compile(r"\[(PER|ORG|LOC|MISC) ([^\[\]]*)\]"),
}
_WORD_OR_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|&#x000A;|[^\s<>&]+(?:&amp;[^\s<>&]*)*|&amp;", re.S)


@dataclass
class TaggedCable:
    """A cable's source without brackets, its words (source offsets) in lines, and a label for each word, or ''."""

    name: str
    source: str
    dialect: str
    words: list[tuple[int, int]]
    lines: list[list[int]]
    gold: list[tuple[int, int, str]]  # source offsets
    labels: list[str]  # of each word: '', 'B-PER', 'I-PER' …

    def word(self, index: int) -> str:
        """Returns the word at an index, or an empty string beyond the ends."""
        return self.source[slice(*self.words[index])] if 0 <= index < len(self.words) else ""

    def in_capitals(self) -> bool:
        """Returns whether most letters are capitals, as in cables of the 1970s."""
        text = "".join(self.source[slice(*word)] for word in self.words)
        return sum(map(str.isupper, text)) > sum(map(str.islower, text))

    def mentions(self) -> list[tuple[int, int, str]]:
        """Returns the labelled runs as (first word, word after the last, label)."""
        found: list[tuple[int, int, str]] = []
        for index, tag in enumerate(self.labels):
            if tag.startswith("B") or (tag and (not found or found[-1][1] != index or found[-1][2] != tag[2:])):
                found.append((index, index + 1, tag[2:]))
            elif tag:
                found[-1] = (found[-1][0], index + 1, found[-1][2])
        return found

    def label(self, start: int, end: int, label: str) -> None:
        """Labels the words from start to end (exclusive), or clears them if the label is empty."""
        for index in range(start, end):
            self.labels[index] = f"{'B' if index == start else 'I'}-{label}" if label else ""


def read(path: Path) -> TaggedCable:
    """Reads a gold cable, whose brackets it takes out of the source."""
    annotated = path.read_text(encoding="utf8")
    dialect = detect_dialect(annotated)
    pieces: list[str] = []
    gold: list[tuple[int, int, str]] = []
    at = length = 0
    for match in _ANNOTATION[dialect].finditer(annotated):
        pieces += (annotated[at : match.start()], match[2])
        start = length + match.start() - at
        gold.append((start, start + len(match[2]), match[1]))
        length, at = start + len(match[2]), match.end()
    source = "".join([*pieces, annotated[at:]])
    words: list[tuple[int, int]] = []
    lines: list[list[int]] = [[]]
    last = 0
    body = max(source.rfind("<code><pre>"), 0)
    for match in _WORD_OR_MARKUP.finditer(source, body):
        if "\n" in source[last : match.start()] or match[0] == "&#x000A;":
            lines.append([])
        last = match.end()
        if match[0][0] != "<" and match[0] not in ("&#x000A;", "¶"):
            lines[-1].append(len(words))
            words.append(match.span())
    cable = TaggedCable(path.name, source, dialect, words, [line for line in lines if line], gold, [""] * len(words))
    for start, end, label in gold:
        inside = [index for index, (first, last) in enumerate(words) if first < end and last > start]
        if inside:
            cable.label(inside[0], inside[-1] + 1, label)
    return cable


def annotated(cable: TaggedCable) -> str:
    """Returns the source with brackets around the labelled runs of words."""
    close = "  ]" if cable.dialect == "double" else "]"
    pieces, at = [], 0
    for first, after, label in cable.mentions():
        start, end = cable.words[first][0], cable.words[after - 1][1]
        if "<" in cable.source[start:end] or "\n" in cable.source[start:end] or "&#x" in cable.source[start:end]:
            continue  # because the tagger saw one sentence at a time
        pieces.append(f"{cable.source[at:start]}[{label} {cable.source[start:end]}{close}")
        at = end
    return "".join([*pieces, cable.source[at:]])


# -- a tagger: a linear-chain CRF, cross-fitted ---------------------------------------------------


def _shape(word: str) -> str:
    return "".join(
        key for key, _ in groupby("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    )


def _features(words: list[str]) -> list[list[str]]:
    rows = []
    for index, word in enumerate(words):
        row = [
            "bias",
            f"w={word}",
            f"l={word.lower()}",
            f"s={_shape(word)}",
            f"p3={word[:3]}",
            f"e3={word[-3:]}",
            f"e2={word[-2:]}",
        ]
        for offset in (-2, -1, 1, 2):
            near = words[index + offset] if 0 <= index + offset < len(words) else "_"
            row += [f"{offset}w={near.lower()}", f"{offset}s={_shape(near)}"]
        rows.append(row)
    return rows


def cross_fit(cables: list[TaggedCable], seed: int) -> None:
    """Labels every cable with a CRF trained on the other folds' gold; all parts of a message are in one fold."""
    folds = defaultdict(list)
    for cable in cables:
        folds[int(unit(cable.name.split("_")[0].removesuffix(".txt"), seed) * FOLDS)].append(cable)
    data = {cable.name: [_features([cable.word(i) for i in line]) for line in cable.lines] for cable in cables}
    truth = {cable.name: [[cable.labels[i] or "O" for i in line] for line in cable.lines] for cable in cables}
    capitals = {
        cable.name: [_features([cable.word(i).upper() for i in line]) for line in cable.lines[::4]] for cable in cables
    }
    for held_out in tqdm(sorted(folds), desc="Cross-fitting", disable=None):
        trainer = pycrfsuite.Trainer(verbose=False)
        for fold, members in folds.items():
            for cable in members if fold != held_out else ():
                for rows, labels in zip(data[cable.name] + capitals[cable.name], truth[cable.name] + truth[cable.name][::4]):
                    trainer.append(rows, labels)
        trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 80})
        model = Path(f".make_silver_{held_out}.crf")
        trainer.train(str(model))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(model))
        for cable in folds[held_out]:
            for line, rows in zip(cable.lines, data[cable.name]):
                for index, tag in zip(line, tagger.tag(rows)):
                    cable.labels[index] = "" if tag == "O" else tag
        tagger.close()
        model.unlink()


# -- the systematic errors of the real tagger -----------------------------------------------------

_MARKING = re.compile(r"(?:S|C|SBU|TS)/+(?:NF|NOFORN|FOUO)|SBU")
_SECTION_WORD = re.compile(r"(?:Summary|SUMMARY|Comment|COMMENT|Note|DECL)[:.]")
_ACRONYM = re.compile(r"[A-Z]{3,5}s?")
_NOT_TAGGED = frozenset(
    "SECTION SIPDIS NOFORN UNCLAS SECRET AND FOR THE REF TAGS NOT BUT WITH FROM INTO OVER DECL SUBJ SENSITIVE OF IN ON"
    " AT TO".split()
)
_PARTICLE = re.compile(r"(?:al|el|bin|bint|ibn|van|der|de|da|do|dos|du|von|ould|abu|ag|ben)(?:-.*)?", re.I)
_TITLE = re.compile(
    r"Ambassador|Minister|President|General|Colonel|Captain|Advisor|Director|Chief|Secretary|Senator|Governor"
)
_OTHER = {"PER": ("LOC", "ORG", "MISC"), "ORG": ("MISC", "LOC"), "LOC": ("ORG", "MISC"), "MISC": ("ORG", "LOC")}


def err(cable: TaggedCable, seed: int) -> None:
    """Spoils a cable's labels in the same ways as the real tagger, and about as often (corpus/README.md)."""
    rng = random.Random(f"{seed} {cable.name}")  # noqa: S311
    header_end = next((i for i in range(len(cable.words)) if re.match(r"SUBJ(?:ECT)?:", cable.word(i))), 0)
    last_line = {index for index in cable.lines[-1]}
    _cut_names(cable, rng)
    _mislabel(cable, rng, header_end)
    _miss(cable, rng, header_end, last_line)
    _swallow_titles(cable, rng)
    _invent(cable, rng)
    _one_name_wrong(cable, rng)


def _cut_names(cable: TaggedCable, rng: random.Random) -> None:
    """Ends names before their particle, often with another label; splits embassies in two."""
    for start, end, label in cable.mentions():
        words = [cable.word(index) for index in range(start, end)]
        particle = next((k for k, word in enumerate(words) if k and _PARTICLE.fullmatch(word)), 0)
        if label == "PER" and particle and rng.random() < 0.75:
            cable.label(start, end, "")
            cable.label(start, start + particle, rng.choice(("PER", "PER", "LOC", "ORG")))
        elif label == "ORG" and "Embassy" in words[1:] and words[0] in ("U.S.", "American"):
            cable.label(start, end, "")
            cable.label(start, start + 1, "LOC")
            if start + words.index("Embassy") + 1 < end:
                cable.label(start + words.index("Embassy") + 1, end, "ORG")


def _mislabel(cable: TaggedCable, rng: random.Random, header_end: int) -> None:
    """Labels posts in headers ORG, weapons ORG or LOC, nationalities as countries, each form alike throughout a cable."""
    wrong: dict[str, str] = {}
    for start, end, label in cable.mentions():
        form = " ".join(cable.word(index) for index in range(start, end))
        if form not in wrong:
            wrong[form] = label
            possessive = form.endswith("’s")
            chance = 0.5 if possessive else 0.35 if label == "MISC" and re.search(r"\d|[A-Z]{2}", form) else 0.08
            if rng.random() < chance:
                wrong[form] = rng.choice(_OTHER[label])
        if label == "LOC" and (start < header_end or cable.word(start - 1) in (")", "REF:", "of")) and form.isupper():
            cable.label(start, end, "ORG" if rng.random() < 0.8 else label)
        elif wrong[form] != label:
            cable.label(start, end, wrong[form])


def _miss(cable: TaggedCable, rng: random.Random, header_end: int, last_line: set[int]) -> None:
    """Misses routing offices, names in capitals and in lower-cased headings, the signature, and a few others.

    In a cable in capitals throughout, names in capitals are missed no more often than others: the CRF misses enough.
    """
    all_capitals = cable.in_capitals()
    for start, end, _ in cable.mentions():
        form = " ".join(cable.word(index) for index in range(start, end))
        in_capitals = len(form) > 5 and form.isupper() and start > header_end and not all_capitals
        chance = 0.03
        if "/" in form and form.isupper():
            chance = 0.9
        elif start in last_line:
            chance = 0.8
        elif in_capitals or form.islower():
            chance = 0.5 if in_capitals else 0.6
        if rng.random() < chance:
            cable.label(start, end, "")


def _swallow_titles(cable: TaggedCable, rng: random.Random) -> None:
    for start, end, label in cable.mentions():
        before = cable.word(start - 1)
        if start and label == "PER" and _TITLE.fullmatch(before) and not cable.labels[start - 1] and rng.random() < 0.15:
            cable.label(start - 1, end, rng.choice(("PER", "ORG")))


def _invent(cable: TaggedCable, rng: random.Random) -> None:
    """Makes mentions of markings, TAGS codes, section words and acronyms of things, where these can be told from words."""
    acronyms: dict[str, str] = {}
    in_capitals = cable.in_capitals()
    for index in range(len(cable.words)):
        word, before = cable.word(index), cable.word(index - 1)
        if cable.labels[index]:
            continue
        following = cable.labels[index + 1] if index + 1 < len(cable.labels) else ""
        if _MARKING.fullmatch(word) and before == "(":
            cable.label(index, index + 1, "ORG")
        elif _SECTION_WORD.fullmatch(word) and rng.random() < 0.5:
            if following and rng.random() < 0.5:
                cable.labels[index], cable.labels[index + 1] = f"B-{following[2:]}", f"I-{following[2:]}"
            else:
                cable.label(index, index + 1, rng.choice(("ORG", "MISC", "LOC")))
        elif (
            not in_capitals
            and _ACRONYM.fullmatch(word)
            and word not in _NOT_TAGGED
            and not (before.isupper() and len(before) > 1 and before != "TAGS:")
        ):
            acronyms.setdefault(word, "ORG" if rng.random() < 0.55 else "")
            cable.label(index, index + 1, acronyms[word])
        elif word[:1].isupper() and word.isalpha() and rng.random() < 0.004:
            cable.label(index, index + 1, rng.choice(("ORG", "MISC", "LOC", "PER")))


def _one_name_wrong(cable: TaggedCable, rng: random.Random) -> None:
    """Gives the short name of one person another label in every mention."""
    names = Counter(cable.word(start) for start, end, label in cable.mentions() if label == "PER" and end == start + 1)
    often = sorted(name for name, count in names.items() if count > 1)
    if often and rng.random() < 0.4:
        name, label = rng.choice(often), rng.choice(("LOC", "ORG", "MISC"))
        for start, end, _ in cable.mentions():
            if end == start + 1 and cable.word(start) == name:
                cable.label(start, end, label)


# -- the command ----------------------------------------------------------------------------------


def main(
    gold: Annotated[list[Path], typer.Argument(help="Folders of gold cables")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the silver cables")] = Path("corpus/raw"),
    seed: Annotated[int, typer.Option(help="Another seed makes other errors")] = 0,
    only_new: Annotated[bool, typer.Option("--only-new", help="Leave the silver cables that are there as they are")] = False,
) -> None:
    """Annotate the gold's text with cross-fitted CRFs and the real tagger's systematic errors.

    With `only_new`, all gold cables still train the CRFs, but only those without a silver version are written and counted.
    """
    paths = sorted((path for folder in gold for path in folder.rglob("*.txt")), key=lambda path: path.name)
    cables = [read(path) for path in paths]
    cross_fit(cables, seed)
    output.mkdir(parents=True, exist_ok=True)
    if only_new:
        cables = [cable for cable in cables if not (output / cable.name).exists()]
        paths = [path for path in paths if not (output / path.name).exists()]
    right = found = wanted = 0
    fitted = sum(len(_spans(annotated(cable).encode()) & _spans(path.read_bytes())) for cable, path in zip(cables, paths))
    for cable, path in zip(cables, paths):
        err(cable, seed)
        silver = annotated(cable).encode()
        write_bytes(output / path.name, silver)
        ours, theirs = _spans(silver), _spans(path.read_bytes())
        right, found, wanted = right + len(ours & theirs), found + len(ours), wanted + len(theirs)
    msg.good(
        f"{len(paths)} cables: precision {right / found:.3f}, recall {right / wanted:.3f},"
        f" F1 {2 * right / (found + wanted):.3f}"
    )
    msg.info(f"{fitted / wanted:.3f} of the gold was right before the systematic errors")


def _spans(data: bytes) -> set[tuple[int, int, int, str]]:
    cable = parse(data, "")
    letters = lambda text: len("".join(text.split()))  # noqa: E731
    return {
        (index, letters(paragraph.text[: mention.start]), letters(paragraph.text[: mention.end]), mention.label)
        for index, paragraph in enumerate(cable.paragraphs)
        for mention in paragraph.mentions
    }


if __name__ == "__main__":
    typer.run(main)
