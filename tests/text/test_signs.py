"""Signs: tags, entities, comments, line ends and pilcrows. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, PARAGRAPH, SUBJECT
from tests.helpers.cables import cable_of, labelled, text_of, zones


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Smith &amp; Co", "Smith & Co"),
        ("&lt;b&gt;", "<b>"),
        ("&quot;yes&quot;", '"yes"'),
        ("Jos&eacute; &#233; &#xE9; &#x00e9;", "José é é é"),
        ("caf&#x65;&#769;", "cafe\u0301"),
        ("one&#x000A;two&#10;three", "one\ntwo\nthree"),
        ("one&#13;two", "one\ntwo"),
        ("&amp;amp; &amp;#91;", "&amp; &#91;"),
        ("R&D, AT&T; a&b; &unknown; & &; &#;", "R&D, AT&T; a&b; &unknown; & &; &#;"),
        ("&copy &amp", "&copy &amp"),
        ("3 < 4 > 2 <unknown> </odd> <3", "3 < 4 > 2 <unknown> </odd> <3"),
        ("<b>bold</b> <I CLASS='x'>i</I> <font color=red>f</font>", "bold i f"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("a</br>b<hr>c", "a\nb\nc"),
        ("a<br>\nb<br/> \r\n<br>\r\nc", "a\nb\n\nc"),
        ("a<br>&#x000A;b<br/> &#10;c", "a\nb \nc"),
        ("a&nbsp;b&#8239;c\u2028d\u00a0\n\u00a0\ne", "a b c\nd\n\ne"),
        ("<div>Ort</div><div>2. Brot</div>", "Ort\n2. Brot"),
        ("Ort</DIV>\n<DIV class='x'>2. Brot</div>x", "Ort\n2. Brot\nx"),
        ("<div>Ort<div>Brot</div></div>x", "Ort\nBrot\nx"),
        ("<ul><li>Brot</li><li>Salz</li></ul>", "Brot\nSalz"),
        ("<table><tr><td>Brot</td><td>Salz</td></tr>\n<tr><th>Ort</th></tr></table>x", "Brot\nSalz\nOrt\nx"),
        ("<p>Ort</p><p>Brot</p>", "Ort\n\nBrot"),
        ("<h2>Ort</h2>Brot", "Ort\nBrot"),
        ("<details><summary>Ort</summary>Brot</details>x", "Ort\nBrot\nx"),
        ("<nav>Ort</nav><form>Brot</form><figure>Salz</figure>", "Ort\nBrot\nSalz"),
        ("<s>Ort</s><ins>Brot</ins>", "OrtBrot"),
        ("an<span>der</span>e <small>Orte</small>", "andere Orte"),
        ("<a href='/x'>link</a>", "link"),
        ("a<!-- hidden --> b", "a b"),
        ("a<!-- [PER Ann  ] <b> --> b", "a b"),
        ("a <!-- never closed b", "a <!-- never closed b"),
        ("a <!-- [LOC Rome  ] b", "a <!-- Rome b"),
        ("a <!-- one --> b <!-- two --> c <!-- three", "a  b  c <!-- three"),
    ],
)
def test_signs_html_becomes_text(written, text):
    assert text_of(cable_of(f"<pre>{written}</pre>")) == text


def test_signs_entities_in_plain_text_are_text():
    cable = cable_of("R&amp;D [ORG A&lt;B  ] <b>x</b> <!-- c -->")
    assert text_of(cable) == "R&amp;D A&lt;B <b>x</b> <!-- c -->"
    assert labelled(cable) == [("ORG", "A&lt;B")]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("Smith &amp; Co", "Smith & Co"),
        ("&quot;Tiger&quot;", '"Tiger"'),
        ("<b>Smith</b>", "Smith"),
        ("Smith<!-- x -->", "Smith"),
        ("Smith &amp;", "Smith &"),
    ],
)
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_signs_html_inside_an_annotation(inside, text, close):
    cable = cable_of(f"<pre>a [LOC Rome{close} b [ORG {inside}{close} c</pre>")
    assert labelled(cable) == [("LOC", "Rome"), ("ORG", text)]
    assert text_of(cable) == f"a Rome b {text} c"


def test_signs_comment_with_brackets_counts_none():
    cable = cable_of("<!-- [PER Zed  ] --><pre>[PER Ann  ] <!-- [PER Bea  ] --></pre>")
    assert cable.brackets == 1
    assert labelled(cable) == [("PER", "Ann")]


def test_signs_comment_does_not_reach_beyond_its_block():
    cable = cable_of("<pre>one <!-- two</pre><pre>three --> four</pre>")
    assert [paragraph.text for paragraph in cable.paragraphs] == ["one <!-- two", "three --> four"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "&#x000A;", "&#x000D;&#x000A;"])
def test_signs_line_ends_become_one_kind(end):
    source = f"<pre>one [PER Ann  ]{end}two [PER Bea  ] three</pre>"
    cable = cable_of(source)
    assert text_of(cable).replace("\n\n", "\n") == "one Ann\ntwo Bea three"
    assert labelled(cable) == [("PER", "Ann"), ("PER", "Bea")]


def test_signs_crlf_file_reads_as_its_lf_twin():
    source = "UNCLAS ROME 000123\n\nSUBJECT: WATER\n\n1. (U) [PER Ann] met\n[ORG UN].\n\nBOND\n"
    with_lf, with_crlf = cable_of(source), cable_of(source.replace("\n", "\r\n"))
    assert with_crlf.paragraphs == with_lf.paragraphs
    assert len(with_lf.paragraphs) == 4


def test_signs_pilcrow_anchor_with_digits_starts_a_paragraph():
    cable = cable_of(
        "<pre><a id='par1' href='#par1'>¶</a>1 . \nOne [PER Ann  ] . "
        '<a href="#par2" id="par2">¶</a>2. Two . <a id=par10>&para;</a> 10 . Ten .</pre>'
    )
    assert [(paragraph.number, paragraph.text) for paragraph in cable.paragraphs] == [
        (1, "1 . \nOne Ann ."),
        (2, "2. Two ."),
        (10, "10 . Ten ."),
    ]
    assert cable.meta["pilcrows"] is True


def test_signs_pilcrow_anchor_with_a_letter_is_that_letter_of_the_sentence():
    cable = cable_of(
        "<pre><a id='par1' href='#par1'>¶</a>1 . \nThe SCUD <a id='parB' href='#parB'>¶</a>B. flew over "
        "[LOC Bari  ] and vitamin <a id='parC' href='#parC'>¶</a>C. too .</pre>"
    )
    assert [(paragraph.number, paragraph.text) for paragraph in cable.paragraphs] == [
        (1, "1 . \nThe SCUD B. flew over Bari and vitamin C. too .")
    ]
    assert labelled(cable) == [("LOC", "Bari")]


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        ("x ¶1. One . ¶ 2 . Two .", [(None, "x"), (1, "1. One ."), (2, "2 . Two .")]),
        ("A sign ¶ in the text .", [(None, "A sign ¶ in the text .")]),
        ("¶1. See¶2 , ( ¶3 ) and ¶¶2-3 .", [(1, "1. See¶2 , ( ¶3 ) and ¶¶2-3 .")]),
        ("<pre><a id='par1'>¶</a>1. See¶2 .</pre>", [(1, "1. See¶2 .")]),
        ("¶1. One , as in ¶2 below .\n¶2. Two .", [(1, "1. One , as in ¶2 below ."), (2, "2. Two .")]),
        ("[MISC ¶2  ]. (C) Two .", [(2, "2. (C) Two .")]),
        ("Number ¶12345 is too long .", [(None, "Number ¶12345 is too long .")]),
        ("<pre>A sign &para; in the text .</pre>", [(None, "A sign ¶ in the text .")]),
        ("<pre>x &#182;1. One .</pre>", [(None, "x"), (1, "1. One .")]),
        ("¶¶1. One .", [(None, "¶"), (1, "1. One .")]),
        ("¶1. The SCUD ¶B. flew .\n¶ C) Bread .", [(1, "1. The SCUD B. flew .\n C) Bread .")]),
        ("See ¶B of it , and¶C. is none .", [(None, "See ¶B of it , and¶C. is none .")]),
    ],
)
def test_signs_bare_pilcrow(source, paragraphs):
    assert [(paragraph.number, paragraph.text) for paragraph in cable_of(source).paragraphs] == paragraphs


DUMP = (
    'UNCLAS ROME 000123 \\\n \\\nSUBJECT: A VISIT \\\nTO THE FAIR \\\n \\\n1. (C) [PER Ann \\\nLee] sold \\"bread\\". \\\n'
)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
@pytest.mark.parametrize("last", ["", "\\"])
def test_signs_backslashes_of_a_dump_are_no_text(end, last):
    cable = cable_of(DUMP.replace("\n", end) + last)
    space = " " * end.count(" ")
    assert zones(cable) == [
        (HEADER, "UNCLAS ROME 000123"),
        (SUBJECT, f"SUBJECT: A VISIT {space}\nTO THE FAIR"),
        (PARAGRAPH, f'1. (C) Ann {space}\nLee sold "bread".'),
    ]
    assert labelled(cable) == [("PER", f"Ann {space}\nLee")]


def test_signs_backslashes_of_a_web_page_and_escaped_ones():
    cable = cable_of("<pre>One [PER Ann\\'s  ]\\\nfile C:\\\\bread\\salt \\\nend\\\n</pre>")
    assert text_of(cable) == "One Ann's\nfile C:\\bread\\salt \nend"


def test_signs_backslashes_are_text_where_few_lines_end_in_one():
    source = 'a \\\nb\nc\nd \\"e\\"'
    assert text_of(cable_of(source)) == source
