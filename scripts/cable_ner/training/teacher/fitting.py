"""Fine-tuning a teacher on the cables to train on, which vary at every epoch as those of the small recipe do.

The loop is our own, not that of `transformers` (Trainer): that wants its examples in a table once, and ours are made anew.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import spacy
import torch
from spacy.language import Language
from spacy.tokens import Doc

from ...files import write_bytes
from ...work import Progress, no_progress
from ..examples import example_of, sample_of
from ..lesson import TeacherEffort
from ..variation import Shares, TextSample, common_words, varied
from .encoder import load_encoder
from .network import WordTagger
from .tags import UNKNOWN, TagSet
from .windows import WindowBatch, as_batch, batched, windows, with_pieces

Cables = Sequence[Sequence[Doc]]
_SORTED = 64  # windows that are sorted by length together, so that little is padding
_WARM_UP = 0.1  # share of the steps in which the learning rate rises
_CLIP, _DECAY = 1.0, 0.01
SHARES = Shares(
    capitals=0.08, capital_lead=0.12, lower_headings=0.05, line_wraps=0.05, quotes=0.05, redactions=0.02, markings=0.1,
    token_spaced=0.05,
)  # fmt: skip


def untrained(labels: Sequence[str], effort: TeacherEffort, cache: Path) -> WordTagger:
    """Returns a network with the encoder's weights. Raises ValueError for an encoder that cannot be loaded."""
    torch.manual_seed(effort.seed)
    encoder = load_encoder(effort.encoder, layers=effort.layers, cache=cache)
    network = WordTagger(encoder, TagSet.of(labels), frozen=min(effort.frozen, max(len(encoder.layers) - 1, 0)))
    network.to("cuda" if torch.cuda.is_available() else "cpu")
    return network


def fit(
    network: WordTagger,
    cables: Iterable[Sequence[Doc]],
    effort: TeacherEffort,
    *,
    kept: Path,
    progress: Progress = no_progress,
) -> None:
    """Trains the network on these cables, given as the Docs of each; words whose label is missing are left out.

    After each epoch its state is written to the file `kept`; where there is one, training goes on from there.
    """
    nlp = spacy.blank(effort.lang)
    samples = [[sample_of(doc) for doc in docs if len(doc)] for docs in cables]
    common = common_words([sample for own in samples for sample in own], rare=3)
    weights = [one for one in network.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=effort.learn_rate, weight_decay=_DECAY)
    first, total = _resume(network, optimizer, kept)
    for epoch in range(first, effort.epochs):
        rng = Random(f"{effort.seed} {epoch}")  # noqa: S311
        torch.manual_seed(effort.seed * 1000 + epoch)
        batches = _epoch(network, nlp, samples, common, effort=effort, rng=rng)
        total = total or len(batches) * effort.epochs
        network.train()
        for number, batch in enumerate(progress(batches, f"Teacher, epoch {epoch + 1} of {effort.epochs}", len(batches))):
            step = min(epoch * total // effort.epochs + number, total - 1)
            for group in optimizer.param_groups:
                group["lr"] = effort.learn_rate * min(1.0, (step + 1) / (_WARM_UP * total)) * (1 - step / total)
            optimizer.zero_grad()
            network.loss(batch).backward()
            torch.nn.utils.clip_grad_norm_(weights, _CLIP)
            optimizer.step()
        state = BytesIO()
        torch.save(
            {"epochs": epoch + 1, "total": total, "network": network.learned(), "optimizer": optimizer.state_dict()}, state
        )
        write_bytes(kept, state.getvalue())
    network.eval()


def _resume(network: WordTagger, optimizer: Any, kept: Path) -> tuple[int, int]:
    """Returns how many epochs are done, and the number of all steps (0: not known yet)."""
    if not kept.exists():
        return 0, 0
    try:
        state = torch.load(kept, weights_only=True, map_location="cpu")
        network.load_state_dict(state["network"], strict=False)  # (the others are the encoder's own, which are in the key)
        optimizer.load_state_dict(state["optimizer"])
        return state["epochs"], state["total"]
    except Exception as error:  # (PyTorch has several)
        raise ValueError(f"{kept}: cannot be read ({error}); remove it, and run the command again") from error


def _epoch(
    network: WordTagger,
    nlp: Language,
    samples: Sequence[Sequence[TextSample]],
    common: frozenset[str],
    *,
    effort: TeacherEffort,
    rng: Random,
) -> list[WindowBatch]:
    """Returns the batches of one epoch, in random order."""
    found = []
    for own in samples:
        docs = [example_of(varied(sample, SHARES, common, rng), nlp).reference for sample in own]
        found += list(with_pieces(windows(docs, network.tags, effort.window), network.tokenizer))
    rng.shuffle(found)
    parts = (found[at : at + _SORTED] for at in range(0, len(found), _SORTED))
    ordered = [one for part in parts for one in sorted(part, key=lambda one: len(one[1].ids))]
    batches = [as_batch(some, padding=network.padding, unknown=UNKNOWN) for some in batched(ordered, effort.batch)]
    rng.shuffle(batches)
    return batches
