"""Earlier models: comparing two of them, and rolling back to one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..corpus import increments
from ..files import ENDING
from .adoption import present
from .belonging import MAY_LEAK, belongs, require_belonging
from .candidate import DATA, WORK
from .comparison import findings_of, held_out_tests, side_by_side
from .gate import Finding
from .lineage import Row, row_of
from .options import Say
from .report import Compared, write_report
from .stock import stock
from .store import CANDIDATES, CURRENT, kept, link_tree, lock
from .takeover import recover, roll_back_row, settle


def compare_models(corpus: Path, training: Path, first: str, second: str, *, say: Say) -> list[Finding]:
    """Returns how two models, given by their ids, compare on the frozen test of the current model.

    `say` is told of a model that may have learned from cables of that test. Raises ValueError and OSError.
    """
    ours, theirs = (kept(training, row_of(training, name)) for name in (first, second))
    for model in (ours, theirs):
        if not belongs(model, corpus):
            say(f"{model} was trained on other cables than {corpus} has in train now, {MAY_LEAK}")
    there = stock(corpus, training, present(corpus, training, write=False))
    with tempfile.TemporaryDirectory() as folder:
        tests = held_out_tests(there._replace(new=[]), Path(folder))
        return findings_of(side_by_side(ours, theirs, tests))


def roll_back(corpus: Path, training: Path, name: str) -> Row:
    """Makes an earlier model current again and writes its report. Returns the lineage record of the rollback.

    Raises ValueError, also if the model and the corpus do not belong together, and OSError.
    """
    with lock(training):
        recover(training)
        increments.base(corpus)
        current = present(corpus, training)
        row = row_of(training, name)
        require_belonging(kept(training, row), corpus)
        there = stock(corpus, training, row)
        with _work(training) as work:
            line = roll_back_row(training, row)
            link_tree(kept(training, row), work / CURRENT)
            write_report(
                work,
                row["id"],
                test=held_out_tests(there._replace(new=[]), work / DATA)[0].path,
                corpus=corpus,
                train=increments.gather(there.seen, "train", work / DATA / f"train{ENDING}"),
                compare=Compared(current["id"], kept(training, current)),
            )
            shutil.rmtree(work / DATA)
            return settle(training, work, line)


@contextmanager
def _work(training: Path) -> Iterator[Path]:
    (training / CANDIDATES).mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=WORK, dir=training / CANDIDATES))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
