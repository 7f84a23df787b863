"""What each process of a tagging run does: tag a batch of whole cables, and put their output in place."""

import errno
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from thinc.api import require_cpu

from ..corpus import CONLL, INLINE, JSONL
from ..files import Source, new_docbin, one_line
from ..model import labels_of_model, load_model
from ..text import LABELS, CableError, Scheme
from ..work import collect_rarely
from .bare import read_bare
from .cutting import point_of
from .listed_names import add_listed_names
from .name_list import NameList
from .output import OutputFolder, file_name, shard_name
from .pipeline import tag_cables
from .renderings import add_given_spans, add_mention_facts, columns, inline, json_line, page, table_rows
from .settings import CSV, HTML, SPACY, TagSettings
from .tagged import LeftOut, Tagged

JournalRow = dict[str, Any]  # what the journal says of a cable

_REMEMBERED = 500_000  # tokens tagged before the vocabulary forgets its words


class Batch(NamedTuple):
    """Some whole cables, and the number of the batch."""

    number: int
    sources: list[Source]


class BatchDone(NamedTuple):
    """The result of a batch: a row of the journal for each cable, and lines of the table in the format csv."""

    number: int
    rows: list[JournalRow]
    table: str


class Worker:
    """A loaded model that tags batches into a folder; `point` is where its list is cut, if a share was promised."""

    def __init__(self, nlp: Language, settings: TagSettings, output: OutputFolder) -> None:
        self.nlp, self.settings, self.output = nlp, settings, output
        self.point = point_of(nlp, settings)
        self.scheme = Scheme(tuple(dict.fromkeys([*LABELS, *labels_of_model(nlp)])))
        self._renderers: dict[str, Callable[[Tagged], tuple[bytes, list[LeftOut]]]] = {
            INLINE: lambda cable: inline(cable, self.scheme),
            HTML: page,
            JSONL: lambda cable: (json_line(cable, compare=settings.compare), []),
            CONLL: lambda cable: (columns(cable), []),
        }
        self._words: ExitStack | None = None
        self._tokens = 0

    def tag(self, batch: Batch) -> BatchDone:
        """Tags the cables of a batch and puts their output in place."""
        self._renew_words()
        rows: dict[str, JournalRow] = {}
        cables: list[Tagged] = []
        for source in batch.sources:
            try:
                cables.append(read_bare(source, self.scheme, compare=self.settings.compare))
            except CableError as error:
                rows[source.name] = _failed(source.name, error.line, error.message)
        least = self.point.threshold if self.point else None
        failed = tag_cables(self.nlp, cables, scores=self.settings.with_scores, least=least)
        rows |= {name: _failed(name, 1, message) for name, message in failed.items()}
        tagged = [cable for cable in cables if cable.name not in failed]
        self._tokens += sum(len(doc) for cable in tagged for doc in cable.docs)
        rows |= self._write(tagged, batch.number)
        table = "".join(self._lines(cable, rows[cable.name]) for cable in tagged) if self._has_table else ""
        return BatchDone(batch.number, [rows[source.name] for source in batch.sources], table)

    def _lines(self, cable: Tagged, row: JournalRow) -> str:
        """Returns the lines of a cable in the table, and notes in its row how many bytes they take."""
        lines = table_rows(cable, compare=self.settings.compare)
        row["bytes"] = len(lines.encode())
        return lines

    @property
    def _has_table(self) -> bool:
        return self.settings.format == CSV

    def _renew_words(self) -> None:
        """Makes the vocabulary forget the words of earlier cables now and then: those of an archive would fill the memory.

        Not for every batch: learning the common words again takes a tenth of the time of tagging.
        """
        if self._tokens >= _REMEMBERED:
            self.forget_words()
        if self._words is None:
            self._words = ExitStack()
            self._words.enter_context(self.nlp.memory_zone())

    def forget_words(self) -> None:
        """Makes the vocabulary forget the words that tagging has added to it."""
        if self._words is not None:
            self._words.close()
        self._words, self._tokens = None, 0

    def _write(self, cables: Sequence[Tagged], number: int) -> dict[str, JournalRow]:
        """Writes the files of a batch, and returns the row of each cable by its name."""
        rows = {cable.name: self._row(cable) for cable in cables}
        if self.settings.compare and self.settings.format in (CONLL, SPACY):
            for cable in cables:
                add_given_spans(cable, self.nlp)
        if self.settings.format == SPACY and cables:
            add_mention_facts(cables)
            shard = self._write_shard(cables, number)
            for row in rows.values():
                row["files"] = shard
        elif not self._has_table:
            for cable in cables:
                rows[cable.name].update(self._write_file(cable))
        return rows

    def _row(self, cable: Tagged) -> JournalRow:
        row: JournalRow = {
            "cable": cable.name,
            "digest": cable.digest,
            "paragraphs": len(cable.docs),
            "tokens": sum(map(len, cable.docs)),
            "mentions": dict(sorted(Counter(mention.label for mention in cable.found).items())),
        }
        if self.settings.compare:
            row["input_mentions"] = dict(sorted(Counter(mention.label for mention in cable.given).items()))
            row["input_unplaced"] = cable.unplaced
        return row

    def _write_shard(self, cables: Sequence[Tagged], number: int) -> dict[str, int]:
        """Writes the Docs of a batch into one file, and returns its name and size."""
        data = new_docbin(doc for cable in cables for doc in cable.docs).to_bytes()
        name = shard_name(number)
        self.output.put(name, data)
        return {name: len(data)}

    def _write_file(self, cable: Tagged) -> JournalRow:
        """Writes a cable's own file; returns its size and the mentions left out, or why it cannot be written."""
        data, left_out = self._renderers[self.settings.format](cable)
        name = file_name(cable.name, self.settings.format)
        try:
            self.output.put(name, data)
        except (NotADirectoryError, FileExistsError, IsADirectoryError) as error:
            return _failed(cable.name, 1, f"a file blocks the path of its output ({error}); give another --output")
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            return _failed(cable.name, 1, "its name is too long for an output file; rename it")
        listed = {"left_out": [item._asdict() for item in left_out]} if left_out else {}
        return {"files": {name: len(data)}, **listed}


def _failed(name: str, line: int, message: str) -> JournalRow:
    return {"cable": name, "line": line, "failed": one_line(message)}


# -- the worker of this process ------------------------------------------------------------------

_worker: Worker | None = None


def start_worker(model: str, settings: TagSettings, output: Path, scratch: Path, names: NameList = NameList()) -> None:
    """Prepares this process to tag batches. Raises OSError and ValueError for a model that cannot be loaded."""
    global _worker
    collect_rarely()
    require_cpu()
    nlp = load_model(model)
    add_listed_names(nlp, names)
    _worker = Worker(nlp, settings, OutputFolder(output, scratch))


def own_worker() -> Worker:
    """Returns the worker of this process."""
    assert _worker is not None, "start_worker comes first"
    return _worker


def tag_batch(batch: Batch) -> BatchDone:
    """Tags a batch with the worker of this process."""
    return own_worker().tag(batch)
