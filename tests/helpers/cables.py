"""Cables as tests read them, and three samples. All cables here are invented."""

from cable_ner.text import Cable, Scheme, parse


def cable_of(source: str, scheme: Scheme = Scheme()) -> Cable:  # noqa: B008 - frozen
    return parse(source.encode(), "a.txt", scheme)


def text_of(cable: Cable) -> str:
    return "\n\n".join(paragraph.text for paragraph in cable.paragraphs)


def labelled(cable: Cable) -> list[tuple[str, str]]:
    """The cable's mentions as (label, text); of those that are missing, only the text is told."""
    return [
        ("missing" if mention.missing else mention.label, paragraph.text[mention.start : mention.end])
        for paragraph in cable.paragraphs
        for mention in paragraph.mentions
    ]


def zones(cable: Cable) -> list[tuple[str, str]]:
    return [(paragraph.zone, paragraph.text) for paragraph in cable.paragraphs]


def kinds(cable: Cable) -> list[tuple[int, str]]:
    return [(problem.line, problem.kind) for problem in cable.problems]


def rejected(cable: Cable) -> list[tuple[int, str, str, str]]:
    return [tuple(item) for item in cable.rejected]


PAGE = """<!DOCTYPE html><html><head><title>A cable</title></head><body>
<table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th></tr>
<tr><td><a href='/cable/09BARI960.html'>09BARI960</a></td><td>2009-12-14 12:30</td>
<td>2010-12-01 23:11</td><td>CONFIDENTIAL</td><td>Embassy Bari &amp; Lecce</td></tr>
</table>
<p>Some words of the site, [PER not  ] of the cable</p>
<code><pre>VZCZCXRO1234&#x000A;RR RUEHDE&#x000A;DE RUEHBA #0960/01 3481230&#x000A;ZNY CCCCC ZZH&#x000A;\
FM AMEMBASSY BARI&#x000A;</pre></code>
<code><pre>C O N F I D E N T I A L SECTION 01 OF 02 [LOC BARI  ] 000960&#x000A;&#x000A;SUBJECT: HARBOR TALKS&#x000A;&#x000A;
<a id='par1' href='#par1'>¶</a>1. (C/NF) [PER Ann Lee  ] met the port .&#x000A;LEE</pre></code>
</body></html>
"""
TAGGED = (
    "<code><pre>C O N F I D E N T I A L BARI 000960 TAGS: PREL SUBJECT: HARBOR [LOC BARI  ]: A NEW [ORG PORT  ] "
    "REF: A ) BARI 941 CLASSIFIED BY: [PER Ann Lee  ] , Consul . \nREASON: 1.4 ( b ) A first heading "
    "<a id='par1' href='#par1'>¶</a>1 . \n( S/NF ) The port grows . \nIt grows by night . \n"
    "[ORG Port  ] wants new cranes <a id='par2' href='#par2'>¶</a>2 . \n"
    "( C ) He said \" it is late . \n\" New cranes for [LOC Bari  ] <a id='par3' href='#par3'>¶</a>3 . \n"
    "( SBU ) The cranes came from Graz. xxxxxxxxxxxx to follow up <a id='par4' href='#par4'>¶</a>4 . \n"
    "They work . \n[PER LEE  ]</pre></code>\n"
)
NATURAL = """UNCLAS ROME 000123

SIPDIS

TAGS: PREL, IT
SUBJECT: WATER TALKS
IN [LOC ROME]

REF: ROME 100

Classified by [PER Ann Lee], reason 1.4 (b).

1. (U) First one of 3. It is short.

2. (SBU) Second one.
More of it.

A second paragraph under the same number.

Fishing Rights
--------------

3. (U) Third [PER Ann].

BOND
"""


def check_accounts(cable: Cable) -> None:
    mentions = [mention for paragraph in cable.paragraphs for mention in paragraph.mentions]
    assert cable.brackets == len(cable.rejected) + len(mentions)
    for paragraph in cable.paragraphs:
        end = 0
        for mention in paragraph.mentions:
            assert end <= mention.start < mention.end <= len(paragraph.text)
            text = paragraph.text[mention.start : mention.end]
            assert text == text.strip()
            end = mention.end
        assert paragraph.text == paragraph.text.strip() != ""


def solid(text: str) -> str:
    return "".join(text.split())


# A header and a body around what a test is about.
HEAD = "C O N F I D E N T I A L TESTVILLE 000123\n\nSIPDIS\n\n"
BODY = "\n\n1. (C) Bread was sold.\n\n2. (C) It was good.\n\nMILLER\n"


def page_of(reference_id: str, text: str, *, title: str = "", classification: str = "CONFIDENTIAL") -> str:
    """A page of the archive with its table, and a title if one is given; `text` is HTML."""
    heading = f"<h3>Viewing cable {reference_id}, {title}</h3>" if title else ""
    return (
        f"<html><body>{heading}<table class='cable'><tr><th>Reference ID</th><th>Classification</th></tr>"
        f"<tr><td>{reference_id}</td><td>{classification}</td></tr></table><code><pre>{text}</pre></code></body></html>"
    )
