"""Train and measure the CRF in processes of its own, as `cable_ner.training` does with spaCy's recipes."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import spacy
import srsly
from spacy.tokens import Doc, Span

from benchmarks.measuring import ROOT
from benchmarks.opponent import ITERATIONS, Opponent, train_opponent
from cable_ner.audit import crf
from cable_ner.corpus import by_cable
from cable_ner.files import read_docs
from cable_ner.model import consistent
from cable_ner.training import Data, Item, Job, Steps, Tagger, blank_docs, measure_tagger

_LANG = "en"
_TRAIN, _MEASURE = "train", "measure"
# (found from any working directory)
_OWN = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from benchmarks.opponent_runs import main; main(sys.argv[1:])"


def opponent_steps(job: Job, data: Data, folder: Path, max_steps: int) -> Steps:
    """Returns the commands that train and measure the CRF. `max_steps`, if not 0, is its most iterations."""
    model, result = folder / "model.crf", folder / "result.json"
    own = [sys.executable, "-c", _OWN]
    train = [*own, _TRAIN, str(data.train), str(model), str(min(max_steps or ITERATIONS, ITERATIONS))]
    return Steps(train, [*own, _MEASURE, str(model), str(data.test), str(result)], model, result)


def opponent_tagger(model: Path) -> Tagger:
    """Returns a tagger by the CRF in a file, over spaCy's tokens."""
    nlp, opponent = spacy.blank(_LANG), Opponent(model)

    def tag(items: Sequence[Item]) -> list[Doc]:
        docs = blank_docs(items, nlp)
        for members in by_cable([item.cable for item in items]):
            found = opponent.spans([[token.text for token in docs[index]] for index in members])
            for index, spans in zip(members, found):
                docs[index].ents = [Span(docs[index], *span) for span in spans]
        return docs

    return tag


def texts_of(docs: Iterable[Doc]) -> list[crf.Text]:
    """Returns what a CRF is trained on."""
    return [
        crf.Text(
            str(doc.user_data.get("cable", "")),
            [token.text for token in doc],
            [bool(token.whitespace_) for token in doc],
            crf.tags_of(
                len(doc),
                [(ent.start, ent.end, ent.label_) for ent in doc.ents],
                [token.i for token in doc if token.ent_iob == 0],
            ),
        )
        for doc in docs
    ]


def main(arguments: Sequence[str]) -> None:
    """Trains (`train TRAIN MODEL ITERATIONS`) or measures (`measure MODEL TEST RESULT`) in this process."""
    if arguments[0] == _TRAIN:
        train, model, iterations = arguments[1:]
        docs = read_docs(Path(train), spacy.blank(_LANG).vocab)
        train_opponent(texts_of(docs), Path(model), iterations=int(iterations))
    else:
        model, test, result = arguments[1:]
        srsly.write_json(Path(result), measure_tagger(opponent_tagger(Path(model)), Path(test), decide=consistent))
