"""The teacher's network: an encoder, how each word is written as a further embedding, and a linear layer over its tags."""

from hashlib import blake2b
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor, nn

from .encoder import Encoder
from .tags import UNKNOWN, Floats, TagSet
from .windows import CASES, WindowBatch

_DROPOUT = 0.1
IMPOSSIBLE = -30.0  # the logarithm of a tag's probability where another is certain


class WordTagger(nn.Module):
    """Scores the tags of words by the first piece of each (Devlin et al. 2019, https://aclanthology.org/N19-1423/, 5.3).

    The embeddings of pieces and the first `frozen` layers stay as they were pretrained: a name that training shows keeps
    what the encoder knows of others like it.
    """

    def __init__(self, encoder: Encoder, tags: TagSet, *, frozen: int) -> None:
        super().__init__()
        self.tags = tags
        self.tokenizer = encoder.tokenizer
        self.encoder = encoder.model
        width = self.encoder.config.hidden_size
        self.cases = nn.Embedding(CASES, width)
        nn.init.zeros_(self.cases.weight)
        self.dropout = nn.Dropout(_DROPOUT)
        self.output = nn.Linear(width, len(tags.tags))
        # The temperature by which scores are divided, so that a probability is the share that is right (Guo et al. 2017).
        self.temperature = nn.Parameter(torch.ones(()), requires_grad=False)
        still = [self.encoder.get_input_embeddings()]
        if frozen:
            still += [getattr(self.encoder, "embeddings", still[0]), *encoder.layers[:frozen]]
        for module in still:
            for weights in module.parameters():
                weights.requires_grad = False

    @property
    def padding(self) -> int:
        """The id for no piece."""
        return int(self.tokenizer.pad_token_id or 0)

    def digest(self) -> str:
        """Returns a digest of all weights, as 32 hexadecimal characters."""
        state = blake2b(digest_size=16)
        for name, weights in self.state_dict().items():
            state.update(name.encode())
            state.update(weights.cpu().numpy().tobytes())
        return state.hexdigest()

    def learned(self) -> dict[str, Tensor]:
        """Returns the weights that differ from the pretrained encoder's, by name."""
        kept = {name for name, weights in self.named_parameters() if weights.requires_grad} | {"temperature"}
        return {name: weights for name, weights in self.state_dict().items() if name in kept}

    def forward(self, batch: "Tensors") -> Tensor:
        """Returns scores of tags [windows, words, tags]."""
        embedded = self.encoder.get_input_embeddings()(batch.ids) + self.cases(batch.cases)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=batch.mask).last_hidden_state
        words = torch.gather(hidden, 1, batch.firsts.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        scores: Tensor = self.output(self.dropout(words))
        return scores

    def log_probabilities(self, batch: WindowBatch) -> Floats:
        """Returns the logarithms of the tags' probabilities [windows, words, tags].

        O is certain for words that have no piece, and behind the end of a window.
        """
        with torch.no_grad():
            scores = self(on(batch, self.output.weight.device)) / self.temperature
        found: Floats = torch.log_softmax(scores.float(), dim=-1).cpu().numpy()
        found[~batch.known] = IMPOSSIBLE
        found[~batch.known, 0] = 0.0
        return found

    def loss(self, batch: WindowBatch) -> Tensor:
        """Returns the mean cross entropy over the words whose tag is known."""
        tags = torch.from_numpy(batch.tags).to(self.output.weight.device)
        scores = self(on(batch, tags.device)).flatten(0, 1)
        return nn.functional.cross_entropy(scores, tags.flatten(), ignore_index=UNKNOWN)


class Tensors(NamedTuple):
    """What the network reads of a batch."""

    ids: Tensor
    mask: Tensor
    cases: Tensor
    firsts: Tensor


def on(batch: WindowBatch, device: Any) -> Tensors:
    """Returns a batch as tensors on a device."""
    arrays: tuple[numpy.ndarray, ...] = (batch.ids, batch.mask, batch.cases, batch.firsts)
    return Tensors(*(torch.from_numpy(array).to(device) for array in arrays))
