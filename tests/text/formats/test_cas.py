"""UIMA CAS: read by dkpro-cassis, whose offsets are those of UIMA, in UTF-16 units."""

import builtins

import pytest

from tests.helpers.documents import read_file

TEXT = "Denz 😀 left Bern .\nLee of 😀 Port Bank left."
MENTIONS = [("PER", "Denz"), ("LOC", "Bern"), ("PER", "Lee"), ("ORG", "Port Bank")]
# As dkpro-cassis 0.12.0 wrote it.
XMI = """<?xml version='1.0' encoding='UTF-8'?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" \
xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>\
<type:NamedEntity xmi:id="2" sofa="1" begin="0" end="4" value="PER"/>\
<type:NamedEntity xmi:id="3" sofa="1" begin="13" end="17" value="LOC"/>\
<type:NamedEntity xmi:id="4" sofa="1" begin="20" end="23" value="PER"/>\
<type:NamedEntity xmi:id="5" sofa="1" begin="30" end="39" value="ORG"/>\
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" \
sofaString="Denz 😀 left Bern .&#10;Lee of 😀 Port Bank left."/><cas:View sofa="1" members="2 3 4 5"/></xmi:XMI>
"""


def test_cas_file_of_the_real_tool(tmp_path):
    pytest.importorskip("cassis")
    found, failures = read_file(tmp_path, {"a.xmi": XMI, "TypeSystem.xml": "<x/>"})
    assert found == {"a.xmi": MENTIONS}
    # What INCEpTION exports beside it is passed over.
    assert failures == {"TypeSystem.xml": "is skipped, because its extension is not that of a cable"}


@pytest.mark.parametrize("ending", ["xmi", "json"])
def test_cas_that_cassis_writes(tmp_path, ending):
    cassis = pytest.importorskip("cassis")
    types = cassis.load_dkpro_core_typesystem()
    entity = types.get_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    for label, text in MENTIONS:
        cas.add(entity(begin=TEXT.index(text), end=TEXT.index(text) + len(text), value=label))
    cas.add(entity(begin=0, end=4))  # one without a label yet
    data = cas.to_xmi() if ending == "xmi" else cas.to_json()
    assert read_file(tmp_path, {f"a.{ending}": data}) == ({f"a.{ending}": MENTIONS}, {})


@pytest.mark.filterwarnings("error")
def test_cas_offsets_that_do_not_fit_are_told(tmp_path, write_cables, command):
    pytest.importorskip("cassis")
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "a.xmi").write_text(XMI.replace('begin="30" end="39"', 'begin="300" end="390"'), encoding="utf8")
    result = command("convert", raw, "-o", tmp_path / "out")
    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert "an annotation has offsets that are not in the text (300 to 390 of" in line


def test_cas_that_is_damaged_is_told(tmp_path):
    pytest.importorskip("cassis")
    found, failures = read_file(tmp_path, {"a.xmi": XMI[:300]})
    assert found == {}
    assert failures["a.xmi:1"].startswith("is not a CAS in XMI (")


def test_cas_without_cassis_says_what_to_install(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **options):
        if name == "cassis":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    _, failures = read_file(tmp_path, {"a.xmi": XMI})
    assert "pip install '.[uima]'" in failures["a.xmi:1"]
