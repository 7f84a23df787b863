"""What holds for every input, whatever it is: functions of bytes that raise AssertionError where it does not.

Bytes that are no cable end in a CableError, which is as good an outcome as any: it has a message, and a line of the file.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import NamedTuple
from zlib import crc32

import spacy
from spacy.tokens import Doc

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import MadeDoc, make_docs, make_rows
from cable_ner.corpus.formats import inline as exported
from cable_ner.corpus.packing import pack, unpack
from cable_ner.files.inputs import Source
from cable_ner.tagging import Tagged, inline, page, read_bare
from cable_ner.tagging.tagged import PlacedMention
from cable_ner.text import Cable, CableError, Mention, Origin, Paragraph, Scheme
from cable_ner.text.bare import annotation_brackets
from cable_ner.text.decoding import decode
from cable_ner.text.markup import detect_markup
from cable_ner.text.parsing import read_source
from cable_ner.text.spacing import carried, is_token_spaced, restore, restore_paragraph
from tests.fuzz.grammar import Case

SCHEME = Scheme()
NLP = spacy.blank("en")
_WORD = re.compile(r"\S+")
_MOST_FOUND = 20  # mentions of a paragraph


def solid(text: str) -> str:
    """Returns the text without white space."""
    return "".join(text.split())


def cable_of(data: bytes) -> Cable | None:
    """Returns the cable in natural text, or None if there is none in the bytes, which is told with a line of theirs."""
    try:
        return read_cable(Source("a.txt", data=data))
    except CableError as error:
        message, line = error.message, error.line
    assert message, "the error says nothing"
    assert 1 <= line <= data.count(b"\n") + 1, f"line {line} is not in the file"
    return None


# -- every bracket is accounted for --------------------------------------------------------------


def every_bracket_ends_somewhere(data: bytes) -> None:
    """Every bracket is an entity, fixed, missing or rejected; offsets are in order; a packed cable comes back."""
    if cable := cable_of(data):
        outcomes_of(cable)


def outcomes_of(cable: Cable) -> list[MadeDoc]:
    """Returns the Docs of a cable, whose accounts are in order."""
    check_mentions(cable)
    outcomes = list(make_docs(cable, NLP))
    fates = [fate for outcome in outcomes for fate in outcome.fates]
    assert len(fates) + len(cable.rejected) == cable.brackets, "brackets are lost"
    assert all(kind in ("entity", "fixed", "missing") for kind, _ in fates), "a bracket has no fate"
    kept = sum(kind != "missing" for kind, _ in fates)
    assert sum(len(outcome.doc.ents) for outcome in outcomes) == kept, "the entities are not those that are counted"
    assert [outcome.doc.text for outcome in outcomes] == [paragraph.text for paragraph in cable.paragraphs]
    assert pack(unpack(pack(cable))) == pack(cable), "packing changes the cable"
    rows = list(make_rows(cable, NLP))
    assert [row.aligned.fates for row in rows] == [outcome.fates for outcome in outcomes], "rows differ from Docs"
    states = [[(token.ent_iob, token.ent_type) for token in outcome.doc] for outcome in outcomes]
    assert [list(map(tuple, row.tokens[:, 1:3].tolist())) for row in rows] == states, "rows differ from Docs"
    return outcomes


def check_mentions(cable: Cable) -> None:
    """Asserts that the mentions of each paragraph are in its text, sorted and apart, with no white space around."""
    for paragraph in cable.paragraphs:
        assert paragraph.text == paragraph.text.strip() != "", "a paragraph has white space around it, or no text"
        end = 0
        for mention in paragraph.mentions:
            assert end <= mention.start < mention.end <= len(paragraph.text), "mentions overlap, or are not in the text"
            text = paragraph.text[mention.start : mention.end]
            assert text == text.strip(), "a mention has white space around it"
            end = mention.end


# -- the text is preserved -----------------------------------------------------------------------

_BRACKET = re.compile(r"\[[A-Z][A-Z_]{1,19}\s?|\s{0,2}\]")
_NAMES = "a|b|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|p|pre|span|strong|sub|sup|table|td|th|tr|tt|u|wbr"
# What a page may have between two pieces of text. A pilcrow is markup if a number or an anchor says so.
_MARKUP = re.compile(rf"<!--.*?-->|</?(?:{_NAMES})(?=[\s/>])[^<>]*>|¶|&(?:para|#0*182|#[xX]0*[bB]6);", re.S | re.I)
_BLOCK = re.compile(r"<pre\b[^<>]*>(.*?)(?:</pre\b[^<>]*>|\Z)", re.S | re.I)


def the_text_is_preserved(data: bytes) -> None:
    """The text is what the source has, in its order, but for markup, brackets and the page furniture that is listed."""
    try:
        source = decode(data).source
        cable, origins = read_source(source, "a.txt", SCHEME)
    except CableError:
        return
    places = []
    for paragraph, origin in zip(cable.paragraphs, origins, strict=True):
        places += origin.pieces(0, len(paragraph.text))
        assert _is_written_there(paragraph.text, origin), f"{paragraph.text[:60]!r} is not what the source has there"
    assert all(0 <= start < end <= len(source) for start, end in places), "a piece is not in the source"
    assert all(first[1] <= second[0] for first, second in zip(places, places[1:])), "pieces of the source overlap"
    cuts = annotation_brackets(source, detect_markup(source, SCHEME))
    assert all(_BRACKET.fullmatch(source, start, end) for start, end in cuts), "more than a bracket is cut out"
    left = _left(source, places, cuts, is_html=cable.meta["markup"] == "html")
    furniture = "".join(text for _, text in cable.furniture)
    assert solid(left) == solid(furniture), f"what is lost is {left[:60]!r}, what is listed {furniture[:60]!r}"


def _is_written_there(text: str, origin: Origin) -> bool:
    """Whether each sign is what its piece of the source says, as it stands or as HTML."""
    written = "".join(origin.source[start:end] for start, end in origin.pieces(0, len(text)))
    if solid(text) == solid(written):
        return True
    for offset, sign in enumerate(text):
        piece = "".join(origin.source[start:end] for start, end in origin.pieces(offset, offset + 1))
        if not sign.isspace() and sign != piece and sign not in html.unescape(piece):
            return False
    return True


def _left(source: str, places: list[tuple[int, int]], cuts: list[tuple[int, int]], *, is_html: bool) -> str:
    """Returns the text of a source that is in none of the places, without brackets and markup."""
    blocks = [match.span(1) for match in _BLOCK.finditer(source)] if is_html else []
    signs = list(source)
    for start, end in [*places, *cuts]:
        signs[start:end] = " " * (end - start)
    rest = "".join(signs)
    if not is_html:
        return rest.replace("¶", "")
    return html.unescape(" ".join(_MARKUP.sub(" ", rest[start:end]) for start, end in blocks or [(0, len(rest))]))


# -- spacing -------------------------------------------------------------------------------------


def spacing_changes_white_space_only(data: bytes) -> None:
    """Restored text has the same signs, its mentions hold the same ones, and spans are carried there and back."""
    text = data.decode("utf-8", errors="replace")
    restored = restore(text)
    assert solid(restored) == solid(text), "a sign was changed"
    assert restored == restored.strip(), "there is white space around it"
    assert len(restored) <= len(text), "there is more white space than before"
    words = [match.span() for match in _WORD.finditer(text)]
    mentions = [Mention(start, end, "PER", 1) for start, end in _some(words, text)]
    moved = restore_paragraph(Paragraph(text, mentions, "paragraph"))
    assert moved.text == restored
    assert len(moved.mentions) == len(mentions)
    for before, after in zip(mentions, moved.mentions):
        assert solid(restored[after.start : after.end]) == solid(text[before.start : before.end]), "a mention has moved"
        assert solid(restored[: after.start]) == solid(text[: before.start]), "a mention has moved"
        assert restored[after.start : after.end].strip() == restored[after.start : after.end]
    there = carried(words, text, restored)
    assert carried(there, restored, text) == words, "spans do not come back"


def _some(words: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Returns spans of one to three words, apart from each other: which ones depends on the text alone."""
    # (whatever happens to be found is as good as any other; it has to be the same when a finding is run again)
    choice, spans, at = Random(crc32(text.encode(errors="replace"))), [], 0  # noqa: S311
    while at < len(words) and len(spans) < _MOST_FOUND:
        last = min(at + choice.choice((0, 0, 1, 2)), len(words) - 1)
        if choice.random() < 0.5:
            spans.append((words[at][0], words[last][1]))
        at = last + 1
    return spans


# -- tagging -------------------------------------------------------------------------------------


def a_tagged_cable_stays_what_it_is(data: bytes) -> None:
    """Without mentions the source comes back byte for byte; with mentions they come back, and all else with them."""
    try:
        cable = read_bare(Source("a.txt", data=data), SCHEME, compare=True)
    except CableError:
        return
    assert inline(cable, SCHEME) == (cable.encoded(cable.source), []), "text without mentions is changed"
    if not cable.was_annotated:
        assert cable.encoded(cable.source) == data, "bytes are changed"
    check_page(cable)
    for index, paragraph in enumerate(cable.cable.paragraphs):
        words = [match.span() for match in _WORD.finditer(paragraph.text)]
        cable.found += cable.place(index, [PlacedMention(*span, "ORG") for span in _some(words, paragraph.text)])
    del cable.found[10 * _MOST_FOUND :]
    check_inline(cable)
    check_page(cable)


def check_inline(cable: Tagged) -> None:
    """Asserts that the cable with brackets, read again, has the mentions that are not left out, and its own text."""
    data, left_out = inline(cable, SCHEME)
    again = read_bare(Source("a.txt", data=data), SCHEME, compare=True)
    assert again.source == cable.source, "the source is another one"
    if len(left_out) == len(cable.found):  # (then it may well look like another markup, which `read_cable` refuses)
        assert data == cable.encoded(cable.source), "text without mentions is changed"
        return
    written = read_cable(Source("a.txt", data=data), SCHEME)
    assert [item.text for item in written.paragraphs] == [item.text for item in cable.cable.paragraphs]
    expected = {(item.paragraph, item.start, item.end, item.label) for item in cable.found}
    back = {
        (index, item.start, item.end, item.missing or item.label)
        for index, paragraph in enumerate(written.paragraphs)
        for item in paragraph.mentions
    }
    assert back <= expected, "there are other mentions"
    assert len(back) == len(expected) - len(left_out), "mentions are lost, and not told of"


_MARKS = re.compile(
    r"<mark data-(?:ner|was)=[A-Z]+(?: data-end)?>|</mark>|<meta charset=[a-z0-9-]+><meta[^>]*><style>.*?</style>"
)


def check_page(cable: Tagged) -> None:
    """Asserts that the cable as a page is its source, with marks around what was found."""
    data, _ = page(cable)
    text = data.decode(cable.encoding)
    if cable.is_html:
        assert _MARKS.sub("", text) == _MARKS.sub("", cable.source), "the page is another one"
    else:
        body = text[text.index("<pre>\n") + 6 : -len("</pre>\n")]
        assert html.unescape(_MARKS.sub("", body)) == cable.source, "the text is another one"


# -- export --------------------------------------------------------------------------------------


class Written(NamedTuple):
    """A cable that was exported, to be read as a source."""

    name: str
    data: bytes
    missing: str
    layer: None = None  # (its annotations are in the text)

    def read(self) -> bytes:
        """Returns the bytes."""
        return self.data

    def sidecar(self) -> bytes:
        """Returns the file that lists the missing spans."""
        return self.missing.encode()


def an_export_keeps_the_text(data: bytes) -> None:
    """What is exported as HTML and converted again has the same signs, but for pilcrows and page furniture.

    Where it is cut into paragraphs may change in a text that is no cable's: brackets that were never closed, and how a
    tagger spaced it, are not in what is exported, and zones are told from the text.
    """
    cable = cable_of(data)
    if not cable or cable.meta["markup"] != "html":
        return
    try:
        before, again = export_of(cable)
    except CableError as error:
        if "no text between its tags" in error.message:  # it is nothing but page furniture now
            return
        raise
    lines = [text for _, text in again.furniture]
    signs = "".join(doc.text for doc in before)
    found = "".join([*(paragraph.text for paragraph in again.paragraphs), *lines])
    assert Counter(solid(found).replace("¶", "")) == Counter(solid(signs).replace("¶", "")), "signs are lost"


def export_of(cable: Cable) -> tuple[list[Doc], Cable]:
    """Returns a cable's Docs, and the cable that is read from what is exported of them."""
    docs = [outcome.doc for outcome in make_docs(cable, NLP)]
    files = [file.text for file in exported(docs)]
    return docs, read_cable(Written("a.txt", files[0].encode(), "".join(files[1:])))


def check_export(cable: Cable) -> None:
    """Asserts that a cable's Docs come back from what is exported of them."""
    docs, again = export_of(cable)
    assert [problem for problem in again.problems if problem.kind == "sidecar"] == []
    back = [outcome.doc for outcome in make_docs(again, NLP)]
    assert [_view(doc) for doc in back] == [_view(doc) for doc in docs], "the Docs are others"


def _view(doc: Doc) -> tuple:
    ents = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
    missing = [token.idx for token in doc if token.ent_iob == 0 and not token.is_space]
    return doc.text, ents, missing, doc.user_data["zone"], doc.user_data.get("paragraph")


# -- what is known -------------------------------------------------------------------------------


def what_was_put_in_comes_out(case: Case) -> None:
    """A cable whose making is known has just that text, these mentions, brackets, tags and page furniture."""
    cable = read_cable(Source("a.txt", data=case.data))
    outcomes_of(cable)
    assert cable.brackets == case.brackets, f"{cable.brackets} brackets, not {case.brackets}"
    assert (cable.meta["dialect"], cable.meta["markup"]) == (case.dialect, case.markup)
    assert [text for _, text in cable.furniture] == case.furniture
    assert cable.meta.get("tags", []) == list(dict.fromkeys(case.tags))
    assert solid("".join(paragraph.text for paragraph in cable.paragraphs)) == solid(case.text), "the text is another one"
    numbers = [paragraph.number for paragraph in cable.paragraphs if paragraph.number is not None]
    # (a line of the text may begin with the next number, too)
    known = [number for number in dict.fromkeys(numbers) if number in case.numbers or f"{number}." not in case.text]
    assert known == case.numbers
    if case.mentions is not None:
        found = [
            (mention.label, solid(paragraph.text[mention.start : mention.end]))
            for paragraph in cable.paragraphs
            for mention in paragraph.mentions
            if not mention.missing
        ]
        assert found == [(label, solid(text)) for label, text in case.mentions]
    if case.spacing:
        assert cable.meta["spacing"] == case.spacing
        texts = [paragraph.text for paragraph in cable.paragraphs]
        assert not is_token_spaced(texts), "restored text is still spaced as a tagger does"
        assert [restore(text) for text in texts] == [restore(restore(text)) for text in texts]


LAWS: tuple[Callable[[bytes], None], ...] = (
    every_bracket_ends_somewhere,
    the_text_is_preserved,
    spacing_changes_white_space_only,
    a_tagged_cable_stays_what_it_is,
    an_export_keeps_the_text,
)
