"""Whole cables in several formats: a page of the archive by hand, and every sample."""

import html
import re
from pathlib import Path

import pytest
import spacy

from cable_ner.tagging.renderings import inline, page, table_rows
from tests.helpers.tagging import SCHEME, comes_back, tagged

ROOT = Path(__file__).parents[3]

_PAGE = (
    "<!DOCTYPE html>\r\n<html><head><title>Cable 07OSLO88</title></head>\r\n<body class='Rome'>\r\n<h1>Viewing cable</h1>"
    "<table class='cable'>\r\n<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th>"
    "<th>Origin</th></tr>\r\n<tr><td><a href='/cable/07OSLO88.html'>07OSLO88</a></td><td>2007-01-02 03:04</td>"
    "<td>2011-08-30 01:44</td><td>UNCLASSIFIED</td><td>Embassy Oslo</td></tr>\r\n</table>\r\n"
    "<code><pre>VZCZCXYZ0000\r\nOO RUEHWEB\r\n\r\nDE RUEHNY #0088 0021504\r\nFM AMEMBASSY OSLO\r\nTO SECSTATE WASHDC</pre>"
    "</code>\r\n<code><pre>UNCLAS OSLO 000088&#x000A;&#x000A;SIPDIS&#x000A;&#x000A;E.O. 12958: N/A&#x000A;TAGS: "
    "<a href='/tag/PREL_0.html'>PREL</a>&#x000A;SUBJECT: BREAD &amp; MARKETS IN OSLO&#x000A;&#x000A;"
    "<a id='par1' href='#par1'>¶</a>1. (U)\tMayor Ann&#x000A;Lee spoke, and her staff&#x000A;&#x000A;"
    "OSLO 00000088 002 OF 002&#x000A;&#x000A;thanked xxxxxxxxxxxx of Bergen.&#x000A;&#x000A;"
    "<a id='par2' href='#par2'>¶</a>2. (U) Lee's &lt;end&gt; of it.&#x000A;NORDMANN</pre></code>\r\n</body></html>"
)


def test_tagging_full_page():
    """A page of the archive: table, transmission block, header, pilcrows, a page header inside of the text, entities."""
    cable = tagged(_PAGE.encode())
    written, left_out = inline(cable, SCHEME)
    comes_back(cable, written, left_out)
    # (numbers that begin a paragraph, which the ruler takes for names)
    assert [item.text for item in left_out] == ["1", "2"]
    text = written.decode()
    assert re.sub(r"\[(?:PER|ORG|LOC|MISC) |  \]", "", text) == _PAGE
    assert "\t[LOC Mayor  ] [PER Ann&#x000A;Lee  ] spoke" in text
    assert "[LOC Bergen  ].&#x000A;" in text
    assert text.startswith(_PAGE[: _PAGE.index("VZCZC")])
    assert cable.cable.meta["reference_id"] == "07OSLO88"
    assert "OF 002" not in "".join(item.text for item in cable.found)
    shown, _ = page(cable)
    assert re.sub(r"</?mark[^>]*>|<meta .*?</style>", "", shown.decode(), flags=re.S) == _PAGE
    rows = [row.split(",") for row in table_rows(cable, compare=False).splitlines()]
    assert {tuple(row[:3]) for row in rows} == {("a.txt", "2007-01-02 03:04", "07OSLO88")}
    row = next(row for row in rows if row[8] == "Bergen")
    assert (row[4], row[5], row[9], row[10]) == ("1", "paragraph", "LOC", "")
    assert _PAGE[int(row[6]) : int(row[7])] == "Bergen"


@pytest.mark.parametrize("folder", ["raw", "natural", "cables"])
def test_tagging_of_the_samples(folder, request):
    """The text is what it was, and what was found comes back: for every sample cable, and the real one."""
    folder = request.getfixturevalue("shared") / "cables" if folder == "cables" else ROOT / "corpus" / folder
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": [{"IS_TITLE": True, "OP": "+"}]}])
    mentions = 0
    for path in sorted(folder.rglob("*.txt")):
        data = path.read_bytes()
        cable = tagged(data, nlp)
        written, left_out = inline(cable, SCHEME)
        assert {item.reason for item in left_out} <= {"it is on more than two lines"}
        comes_back(cable, written, left_out)
        if not cable.was_annotated:
            assert re.sub(rb"\[(?:PER|ORG|LOC|MISC) |  \]", b"", written) == data
        mentions += len(cable.found)
        text = page(cable)[0].decode()
        if cable.is_html:
            assert re.sub(r"</?mark[^>]*>|<meta .*?</style>", "", text, flags=re.S) == cable.source
        else:
            assert html.unescape(re.sub(r"</?mark[^>]*>", "", text[text.index("<pre>\n") + 6 : -7])) == cable.source
    assert mentions > 100
