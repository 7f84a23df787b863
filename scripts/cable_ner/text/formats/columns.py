"""CoNLL columns: a token a line, its tag in the last column, an empty line after each sentence or paragraph.

Tags may be of any of the usual schemes (IOB1, IOB2, BILUO, BIOES), which read alike: a name begins with B, U or S, or where
the label is another one than before, and ends with L, E, U or S, or where the next token does not go on. `-` is a token
whose label is unknown.
"""

import re
from collections.abc import Iterator, Sequence

from ..scheme import FOREIGN_LABELS, LABELS
from ..standoff import UNKNOWN, Document, FormatError, Layer, StandOff, lines_of

_LABELS = "|".join((*LABELS, *sorted(FOREIGN_LABELS)))
_TAG = re.compile(rf"O|o|-|([BILUESMbiluesm])[-_](\S+)|({_LABELS})")  # (the last is a label alone: of each token in a name)
_BEGIN, _END = "BUS", "LEUS"
_DOCUMENT = "-DOCSTART-"

Sentence = list[tuple[str, str]]  # tokens, each with its tag


def read_columns(data: bytes) -> Iterator[Document]:
    """Yields the documents of a file, each as tokens with a space between them. Raises FormatError with its line."""
    documents: list[list[Sentence]] = [[[]]]
    first = {id(documents[0][0]): 1}
    for number, line in enumerate(lines_of(data), 1):
        columns = line.split("\t") if "\t" in line.strip() else line.split()
        if not line.strip():
            if documents[-1][-1]:
                documents[-1].append([])
        elif columns[0] == _DOCUMENT:
            documents.append([[]])
        elif line.startswith("#") and not _TAG.fullmatch(columns[-1].strip()):
            continue  # a comment
        else:
            if not documents[-1][-1]:
                first[id(documents[-1][-1])] = number
            documents[-1][-1].append(_row([column.strip() for column in columns], number))
    found = [kept for document in documents if (kept := [sentence for sentence in document if sentence])]
    for index, document in enumerate(found, 1):
        text, spans = tagged_text(document, first[id(document[0])], between="\n" if len(found) > 1 else "\n\n")
        yield Document(f"{index:05d}" if len(found) > 1 else "", text, Layer(spans, spaced=True))


def _row(columns: Sequence[str], number: int) -> tuple[str, str]:
    """Returns the token and the tag of a line. In CoNLL-U and its like, a number comes before the token."""
    if len(columns) < 2:
        raise FormatError("is not a token with its tag, in two columns or more; is it a file of CoNLL columns?", number)
    if not _TAG.fullmatch(columns[-1]):
        raise FormatError(
            f"'{columns[-1][:40]}' in its last column is no tag such as O, B-PER or I-PER; put the tags there", number
        )
    token = columns[1] if len(columns) > 2 and columns[0].isdecimal() and not _is_tag_like(columns[1]) else columns[0]
    return token, columns[-1]


def _is_tag_like(column: str) -> bool:
    """Returns whether a column may be of a part of speech or a chunk, after a token that is a number."""
    return column.isupper() and len(column) <= 5


def tagged_text(sentences: Sequence[Sentence], line: int, *, between: str = "\n") -> tuple[str, list[StandOff]]:
    """Returns tokens as a text with spaces between them, and the annotations that their tags say. Raises FormatError."""
    spans: list[StandOff] = []
    parts: list[str] = []
    at = 0
    for sentence in sentences:
        before = ""  # the label that may go on
        for token, tag in sentence:
            match = _TAG.fullmatch(tag)
            if not match:
                raise FormatError(f"'{tag[:40]}' is no tag such as O, B-PER or I-PER", line)
            state, label = (match[1] or "I").upper() if match[2] or match[3] else "", match[2] or match[3] or ""
            if tag == "-":
                spans.append(StandOff(at, at + len(token), "", UNKNOWN))
            elif label and label == before and state not in _BEGIN:
                spans[-1] = spans[-1]._replace(end=at + len(token))
            elif label:
                spans.append(StandOff(at, at + len(token), label))
            before = "" if state and state in _END else label
            at += len(token) + 1
        parts.append(" ".join(token for token, _ in sentence))
        at += len(between) - 1
    return between.join(parts), spans
