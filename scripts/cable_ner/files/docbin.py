"""DocBins as this package writes them: spaCy's own format, made and compressed in less time."""

import copy
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec
import numpy
import srsly
from spacy.attrs import ENT_IOB, ENT_TYPE, ORTH, SPACY
from spacy.strings import StringStore, get_string_id
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

ATTRS = ("ENT_IOB", "ENT_TYPE")
_COMPRESSION = 2  # level of zlib
_PACKER = srsly.msgpack.Packer(use_bin_type=True)  # as `srsly.msgpack_dumps` packs
_NO_SPANS = srsly.msgpack_dumps([])  # as `SpanGroups.to_bytes`; making a Vocab here would set thinc's ops


class _FastDocBin(DocBin):
    """A DocBin whose bytes are compressed in less than half the time, and are a twelfth more.

    Its Docs are read in a tenth of the time: spaCy's own asks srsly to unpack the user data of each, and srsly looks through
    all installed packages for decoders every time.
    """

    def get_docs(self, vocab: Vocab) -> Iterator[Doc]:
        """Yields the Docs, as spaCy's own does."""
        bare = copy.copy(self)
        bare.user_data = []
        for doc, packed in zip_longest(DocBin.get_docs(bare, vocab), self.user_data):
            if packed:
                doc.user_data.update(unpacked(packed))
            yield doc

    def add_row(self, tokens: numpy.ndarray, user_data: dict[str, Any], span_groups: bytes = _NO_SPANS) -> None:
        """Adds a Doc from the values of `self.attrs` and SPACY, a row for each token."""
        self.tokens.append(tokens[:, :-1])
        self.spaces.append(tokens[:, -1:].astype(bool))
        self.flags.append({"has_unknown_spaces": False})
        self.cats.append({})
        self.span_groups.append(span_groups)
        self.user_data.append(_PACKER.pack(user_data))

    def add_strings(self, arrays: Sequence[numpy.ndarray], strings: StringStore) -> None:
        """Adds the words and labels of these tokens."""
        for attr in (ORTH, ENT_TYPE) if arrays else ():
            keys = numpy.concatenate([array[:, self.attrs.index(attr)] for array in arrays])
            self.strings.update(strings[key] for key in numpy.unique(keys))

    def to_bytes(self) -> bytes:
        """Returns bytes that equal those of spaCy's own DocBin when both are decompressed."""
        message = {
            "version": self.version,
            "attrs": self.attrs,
            "tokens": b"".join(tokens.tobytes() for tokens in self.tokens),
            "spaces": b"".join(spaces.tobytes() for spaces in self.spaces),
            "lengths": numpy.array([len(tokens) for tokens in self.tokens], dtype="int32").tobytes(),
            "strings": sorted(self.strings),
            "cats": self.cats,
            "flags": self.flags,
            "span_groups": self.span_groups,
            "user_data": self.user_data,
        }
        return zlib.compress(srsly.msgpack_dumps(message), _COMPRESSION)


def unpacked(packed: bytes) -> dict[Any, Any]:
    """Returns the user data of a Doc in a DocBin, as `srsly.msgpack_loads` does with lists as tuples."""
    found: dict[Any, Any] = srsly.msgpack.unpackb(
        packed, raw=False, use_list=False, object_hook=_decoder(), object_pairs_hook=None
    )
    return found


@cache
def _decoder() -> Callable[[Any], Any] | None:
    hook = None
    for decoder in srsly.msgpack_decoders.get_all().values():
        hook = partial(decoder, chain=hook)
    return hook


def read_docbin(data: bytes) -> DocBin:
    """Returns the DocBin in the bytes of a file. Raises errors of any kind for bytes that hold none."""
    return _FastDocBin().from_bytes(data)


def new_docbin(docs: Iterable[Doc] = ()) -> DocBin:
    """Returns a DocBin that keeps what a cable's Docs hold: entities (also missing ones) and user_data.

    It equals what `DocBin.add` would make of the Docs with ATTRS. But it does not visit every string of every token, nor
    look through all installed packages for msgpack encoders at each Doc, which took more time than tokenisation.
    """
    docbin = _FastDocBin(attrs=ATTRS, store_user_data=True)
    arrays: defaultdict[Vocab, list[numpy.ndarray]] = defaultdict(list)
    for doc in docs:
        array = doc.to_array([*docbin.attrs, SPACY])
        docbin.add_row(array, doc.user_data, doc.spans.to_bytes())
        docbin.flags[-1]["has_unknown_spaces"] = doc.has_unknown_spaces
        docbin.cats[-1] = doc.cats
        arrays[doc.vocab].append(array)
    for vocab, some in arrays.items():
        docbin.add_strings(some, vocab.strings)
    return docbin


def docbin_of_rows(rows: Iterable[tuple[numpy.ndarray, dict[str, Any]]], strings: StringStore) -> DocBin:
    """Returns a DocBin of Docs that were never made, each given by its tokens and its user_data.

    The tokens are an array with a row for each: ORTH, ATTRS and SPACY, in the order of a DocBin's `attrs`.
    """
    docbin = _FastDocBin(attrs=ATTRS, store_user_data=True)
    arrays = []
    for tokens, user_data in rows:
        docbin.add_row(tokens, user_data)
        arrays.append(tokens)
    docbin.add_strings(arrays, strings)
    return docbin


class PlainDoc(NamedTuple):
    """What a Doc in a DocBin says: its text, its entities as (start, end, label) in characters, and its user data."""

    text: str
    ents: list[tuple[int, int, str]]
    user_data: dict[str, Any]


_INSIDE, _BEGINS = 1, 3  # spaCy's values of ENT_IOB


def plain_docs(docbin: DocBin) -> Iterator[PlainDoc]:
    """Yields what the Docs in a DocBin say, without making them, which takes `get_docs` three to ten times as long.

    It makes no lexemes, and does not look through all installed packages for msgpack decoders at each Doc.
    """
    strings = {get_string_id(string): string for string in docbin.strings}
    orth, iob, label = (docbin.attrs.index(attr) for attr in (ORTH, ENT_IOB, ENT_TYPE))
    for number, (tokens, spaces) in enumerate(zip(docbin.tokens, docbin.spaces)):
        words = [strings[key] for key in tokens[:, orth].tolist()]
        gaps = [True] * len(words) if docbin.flags[number].get("has_unknown_spaces") else spaces[:, 0].tolist()
        text = "".join([f"{word} " if gap else word for word, gap in zip(words, gaps)])
        ents: list[tuple[int, int, str]] = []
        if (tokens[:, iob] == _BEGINS).any():
            sizes = numpy.array([len(word) + gap for word, gap in zip(words, gaps)])
            starts = (numpy.cumsum(sizes) - sizes).tolist()
            states, keys = tokens[:, iob].tolist(), tokens[:, label].tolist()
            for at, state in enumerate(states):
                if state != _BEGINS or not keys[at]:  # (a blocked token begins, too, but nothing)
                    continue
                last = at
                while last + 1 < len(states) and states[last + 1] == _INSIDE:
                    last += 1
                ents.append((starts[at], starts[last] + len(words[last]), strings[keys[at]]))
        packed = docbin.user_data[number] if number < len(docbin.user_data) else None
        yield PlainDoc(text, ents, msgspec.msgpack.decode(packed) if packed else {})
