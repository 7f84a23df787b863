"""A tiny encoder in the usual format, with random weights, and what a teacher learns from."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

SENTENCES = (
    "Mayor Ann Lee spoke about bread .",
    "Bakers of Milltown agreed with Ann Lee .",
    "The mayor went to Milltown on Monday .",
    "Rain fell in Milltown , said Bob Ray .",
    "Bob Ray of the Guild thanked all .",
)
NAMES = {"Ann Lee": "PER", "Bob Ray": "PER", "Milltown": "LOC"}


def named(doc: Doc) -> Doc:
    """Sets the ents of a Doc: the names that are in it."""
    spans = []
    for name, label in NAMES.items():
        start = doc.text.find(name)
        if start >= 0:
            spans.append(doc.char_span(start, start + len(name), label))
    doc.set_ents([span for span in spans if isinstance(span, Span)], default="outside")
    return doc


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of a BERT of two layers that has never seen a text."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    words = sorted({word for sentence in SENTENCES for word in sentence.split()})
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        *words,
        *map(chr, range(33, 127)),
        *(f"##{chr(n)}" for n in range(33, 127)),
    ]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=pieces[1]))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", **names}))
    torch.manual_seed(0)
    torch.set_num_threads(1)  # of matrices so small, two threads take longer
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=len(vocabulary), **sizes)).save_pretrained(folder)
    return folder


@pytest.fixture
def write_docs(tmp_path: Path) -> Callable[..., Path]:
    """Returns a function that writes cables of one paragraph each as a DocBin, with the names in them as ents."""

    def write(name: str, sentences: list[str], labels: str = "silver") -> Path:
        nlp = spacy.blank("en")
        docbin = DocBin(store_user_data=True)
        for number, sentence in enumerate(sentences):
            doc = named(nlp(sentence))
            doc.user_data.update(cable=f"{name}{number}.txt", index=0, paragraphs=1, labels=labels, zone="paragraph")
            docbin.add(doc)
        docbin.to_disk(tmp_path / f"{name}.spacy")
        return tmp_path / f"{name}.spacy"

    return write
