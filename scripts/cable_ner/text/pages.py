"""Web pages: which sources are HTML, where in them the cable's text is, and what the page's table says."""

import html
import re

_HTML = re.compile(
    r"<(?:pre|code|html|body|table)\b|<!doctype|<a\s+id=['\"]?par|<a\s+href=['\"]?/tag/|<br\s*/?>|</?(?:p|div|span|li|h[1-6])>"
    r"|</(?:article|blockquote|center|d[dt]|main|section|td)>",
    re.I,
)
_WHOLE_PAGE = re.compile(r"<(?:html|body|table)\b", re.I)
_TABLE = re.compile(r"<table\b[^<>]*\bcable\b", re.I)  # (only what comes behind it is parsed)
_PRE = re.compile(r"<(/?)pre\b[^<>]*>", re.I)
_HEADING_WORDS = "Viewing cable"
_HEADING = re.compile(rf"<h[1-4]>\s*{_HEADING_WORDS}\s+[^\s,<>]+,\s*(?P<title>[^\n]*?)</h[1-4]>", re.I)
_TAG = re.compile(r"</?\w[^<>]*>")

# Column heads of the page's table -> keys of `Cable.meta`.
PAGE_COLUMNS = {
    "reference id": "reference_id",
    "created": "date",
    "date": "date",
    "released": "released",
    "classification": "classification",
    "origin": "origin",
    "references": "references",
}


def is_html(source: str) -> bool:
    """Returns whether a source is HTML, a whole page or a part of one."""
    return _HTML.search(source) is not None


def text_blocks(source: str, *, html: bool) -> list[tuple[int, int]]:
    """Returns where the cable's text is, as offsets of the source: inside each <pre>, or everywhere if there is none.

    A <pre> that is never closed reaches to the end. A whole page without a <pre> holds no cable: the list is empty.
    """
    if not html:
        return [(0, len(source))]
    blocks, start = [], None
    for tag in _PRE.finditer(source):
        if tag[1] and start is not None:
            blocks.append((start, tag.start()))
            start = None
        elif not tag[1] and start is None:
            start = tag.end()
    if start is not None:
        blocks.append((start, len(source)))
    if not blocks and not _WHOLE_PAGE.search(source):
        return [(0, len(source))]
    return blocks


def page_table(before: str) -> dict[str, str]:
    """Returns what the page's `<table class='cable'>` says, by the keys of `PAGE_COLUMNS`.

    `before` is the page before the cable's text: a table that comes after the text says nothing.
    """
    opening = _TABLE.search(before)
    if not opening:
        return {}
    # Imported here because a pipeline, which imports this package and reads no pages, runs beside nothing but spaCy.
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(before[opening.start() :])
    for table in page.css("table.cable"):
        heads = [cell.text(strip=True).lower() for cell in table.css("th")]
        cells = [cell.text(strip=True) for cell in table.css("td")]
        return {PAGE_COLUMNS[head]: cell for head, cell in zip(heads, cells) if head in PAGE_COLUMNS and cell}
    return {}


def page_title(before: str) -> str:
    """Returns the title that the page gives the cable: its subject, often the first line of it; empty if it has none."""
    words = before.find(_HEADING_WORDS)
    heading = _HEADING.match(before, before.rfind("<", 0, words)) if words > 0 else None
    return " ".join(html.unescape(_TAG.sub("", html.unescape(heading["title"]))).split()) if heading else ""
