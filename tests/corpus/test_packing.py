"""Cables between the passes: every bracket is accounted for, before and after."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.corpus.docs import make_docs
from cable_ner.corpus.packing import pack, unpack
from cable_ner.corpus.reading import read_cable
from cable_ner.files import Source
from cable_ner.text import CableError
from tests.helpers.conversion import NLP

PIECES = st.sampled_from(
    [
        "[PER Ann Lee  ]", "[ORG U.N.  ]", "[GPE Rome  ]", "[LOC Mill\ntown  ]", "[PER Ann Lee]", "[PER ", "[ORG",
        "[PER   ]", "  ]", "[PER [ORG a  ] b  ]", "[MISC a ] b  ]", "[", "]", "[sic]", "[ pere Q ]", "word ", "word",
        " . \n", "\n\n", " , ", "'s ", '" ', "<a id='par1' href='#par1'>¶</a>1 . ", "<a id='par2' href='#par2'>¶</a>2 . ",
        "<a id='parB' href='#parB'>¶</a>B . ", "SUBJECT: ", "REF: ", "TESTPOST 00000012 001.2 of 002 ", "1. ", "2. (S) ",
        "Inc.", "&amp;", "&#x000A;", "<b>", "<!-- x -->",
    ]
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=12), in_page=st.booleans())
def test_packing_every_bracket_ends_somewhere(pieces, in_page):
    text = "".join(pieces)
    try:
        cable = read_cable(Source("a.txt", data=(f"<code><pre>{text}</pre></code>" if in_page else text).encode()))
    except CableError:
        return
    fates = [fate for outcome in make_docs(cable, NLP) for fate in outcome.fates]
    assert len(fates) + len(cable.rejected) == cable.brackets
    assert sum(len(outcome.doc.ents) for outcome in make_docs(cable, NLP)) == sum(kind != "missing" for kind, _ in fates)
    again = unpack(pack(cable))
    assert pack(again) == pack(cable)
    assert again.paragraphs == [paragraph._replace(decided=[]) for paragraph in cable.paragraphs]
