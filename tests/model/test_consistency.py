import weakref
from collections import Counter
from dataclasses import asdict, replace

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.training.initialize import init_nlp
from spacy.training.loop import train

from cable_ner.model import FACTORY, ConsistencySettings, consistency, consistent

NLP = spacy.blank("en")
PASSES = [name for name in asdict(ConsistencySettings()) if name != "enabled"]


def read(text: str, **user_data: object) -> Doc:
    """Returns a Doc of the tokens of `[PER Ann Lee ] said`; after a token that ends in ~ there is no space."""
    words, spaces, ents = [], [], []
    for word in text.split():
        if word.startswith("["):
            ents.append((len(words), word[1:]))
        elif word == "]":
            ents[-1] = (*ents[-1], len(words))
        else:
            words.append(word.removesuffix("~"))
            spaces.append(not word.endswith("~"))
    doc = Doc(NLP.vocab, words, spaces, user_data=user_data)
    doc.set_ents([Span(doc, start, end, label) for start, label, end in ents])
    return doc


def written(doc: Doc) -> str:
    """Returns the text that `read` reads."""
    found = []
    for token in doc:
        found += [f"[{token.ent_type_}"] if token.ent_iob_ == "B" else []
        found.append(token.text if token.whitespace_ else f"{token.text}~")
        if token.ent_type_ and (token.i + 1 == len(doc) or doc[token.i + 1].ent_iob_ != "I"):
            found.append("]")
    return " ".join(found)


def after(text: str, **passes: bool) -> str:
    """Returns the text with its entities as `consistent` leaves them; `|` is between the Docs of the document."""
    docs = [read(part) for part in text.split("|")]
    consistent(docs, replace(ConsistencySettings(), **passes))
    return " | ".join(map(written, docs))


# What each pass does, without which it is not done.
EXAMPLES = {
    "common_words": (
        "[PER Harvest ] was late . The harvest was poor .",
        "Harvest was late . The harvest was poor .",
    ),
    "boundaries": (
        "[PER Joe~ -~ Max Tarn ] came . Joe~ -~ [PER Max Tarn ] left .",
        "[PER Joe~ -~ Max Tarn ] came . [PER Joe~ -~ Max Tarn ] left .",
    ),
    "acronyms": (
        "the [ORG Ministry of Rivers ] ( [LOC MOR ] ) ; at [LOC MOR ]",
        "the [ORG Ministry of Rivers ] ( [ORG MOR ] ) ; at [ORG MOR ]",
    ),
    "repeats": (
        "rain in [LOC Malbrun ] | in MALBRUN and Malbrun",
        "rain in [LOC Malbrun ] | in [LOC MALBRUN ] and [LOC Malbrun ]",
    ),
    "surnames": (
        "[PER Anna Vessick ] | Vessick 's aide met Vessick 's son .",
        "[PER Anna Vessick ] | [PER Vessick ] 's aide met [PER Vessick ] 's son .",
    ),
    "one_label": (
        "[LOC Malbrun ] ; [LOC Malbrun ] ; [MISC Malbrun ]",
        "[LOC Malbrun ] ; [LOC Malbrun ] ; [LOC Malbrun ]",
    ),
    "context": (
        "[LOC Ostra ] and the town of [PER Malbrun ]",
        "[LOC Ostra ] and the town of [LOC Malbrun ]",
    ),
    # `the` before: ORG 2.0 + 0.5 against PER 2.2 - 1.5, and 0.7 as it was PER.
    "short_names": (
        "[ORG Tarvo Holdings ] ; the [PER Tarvo ] yard",
        "[ORG Tarvo Holdings ] ; the [ORG Tarvo ] yard",
    ),
}


@pytest.mark.parametrize("name", PASSES)
def test_consistency_pass_does_its_part_and_can_be_switched_off(name):
    before, result = EXAMPLES[name]
    assert after(before) == result
    assert after(before, **{name: False}) == before
    assert after(before, enabled=False) == before


@pytest.mark.parametrize("name", [name for name in PASSES if name not in ("context", "short_names")])
def test_consistency_pass_works_alone(name):
    before, result = EXAMPLES[name]
    assert after(before, **{other: other == name for other in PASSES}) == result


def test_consistency_context_alone_has_to_outweigh_what_the_model_said():
    # LOC 1.5 + 0.5, against PER -0.5 - 1.0 and 2.9 as the model said so: 2.0 to 1.4.
    before, result = EXAMPLES["context"]
    assert after(before, **{name: name == "context" for name in PASSES}) == result
    # `in`: LOC 1.5 against PER -1.0 + 2.9.
    before = "[LOC Ostra ] and rain in [PER Malbrun ]"
    assert after(before, **{name: name == "context" for name in PASSES}) == before


def test_consistency_says_what_it_changed():
    docs = [read("[PER Anna Vessick ] came ."), read("[LOC Vessick ] met Vessick .")]
    assert consistent(docs) == {"repeats": 1, "labels": 2}
    assert consistent(docs) == {}
    doc = read("[PER Anna Vessick ] came . Vessick and [MISC Harvest ] ; a harvest")
    assert consistent([doc]) == {"surnames": 1, "common_words": 1}


@pytest.mark.parametrize(
    "text",
    [
        "[PER Anna Vessick ] ; the Vessick~ -~ led party ; pro~ -~ Vessick",  # compounds
        "[PER Anna Vessick ] ; the Vessick Holdings ; said Bert Vessick",  # longer names that were not found
        "[PER Anna Bishop ] ; the bishop came . Bishop and queen",  # a common word
        "[PER Anna V ] ; ( V )",
        "[PER Anna vessick ] ; vessick",
        "[LOC Malbrun ] ; [LOC Malbrun ] ; in malbrun ; Malbrun",
        "[LOC Malbrun ] ; FM AMEMBASSY MALBRUN TO DORSK",
        "[MISC Harvest ] ; [MISC Harvest ] ; a harvest . Harvest",
        "[ORG A ] ; plan A",
        "[MISC Super League ] ; in super league ; the Super league",
        "[PER Anna Vessick ] ( MOR ) ; [MISC Treaty of Rivers ] ( TOR ) ; MOR ; TOR",
        "[ORG Tarvo ] ( MOR ) ; MOR",
        "[ORG Ministry of Rivers ] ( river ) ; [ORG Ministry of Rivers ] ( MOR 7 )",
        "[ORG Ministry of Rivers ] ( A ) ; [ORG Ministry of Rivers ] ( 7A )",
    ],
)
def test_consistency_adds_nothing_here(text):
    assert after(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Minister Vessick | But Vessick", "Minister [PER Vessick ] | But [PER Vessick ]"),
        ("VESSICK LEAVES", "[PER VESSICK ] LEAVES"),
        ("The Vessick plan", "The [PER Vessick ] plan"),
        ("Grain Vessick has | the grain", "Grain [PER Vessick ] has | the grain"),
        ("[ORG Vessick ] agreed", "[PER Vessick ] agreed"),
        ("[LOC VESSICK ] LEAVES", "[PER VESSICK ] LEAVES"),
    ],
)
@pytest.mark.parametrize("name", ["Anna Vessick", "Anna Vessick Jr.", "Anna D. Vessick"])
def test_consistency_surname_is_the_person(name, text, result):
    assert after(f"[PER {name} ] | {text}") == f"[PER {name} ] | {result}"


def test_consistency_surname_of_several_tokens():
    text = "[PER Omar al~ -~ Zerrin ] ; [{} al~ -~ Zerrin ] ; [{} Zerrin ]"
    assert after(text.format("LOC", "ORG")) == text.format("PER", "PER")


def test_consistency_first_name_is_the_person_unless_it_is_a_place_elsewhere():
    # PER 3.0 against LOC 2.2 and 0.7 as it was LOC; of two mentions, 2.2 + 0.5 ln 2 = 2.55 and 0.7.
    text = "[PER Ostra Vessick ] ; [{} Ostra ] smiled"
    assert after(text.format("LOC")) == text.format("PER")
    twice = text.format("LOC") + " ; [LOC Ostra ]"
    assert after(twice) == twice


def test_consistency_surname_that_is_a_place():
    # Four times `in`: LOC 2.2 + 0.5 ln 4 + 1.5 (1 + ln 4) = 6.5; PER 5.0 - 1.0 (1 + ln 4) = 2.6.
    text = "[PER Anna Malbrun ] " + "; in [LOC Malbrun ] " * 4
    assert after(text) == text.strip()
    # Without `in`: 2.9 and 0.7 against 5.0.
    assert after(text.replace("in ", "")) == "[PER Anna Malbrun ]" + " ; [PER Malbrun ]" * 4


@pytest.mark.parametrize(
    ("before", "result"),
    [
        ("President", "PER"),
        ("FM", "PER"),
        ("General", "PER"),
        ("Consulate General", "LOC"),  # it is a place's
        ("president", "LOC"),  # 2.0 (1 + ln 6) / 6 = 0.9 : 2.2 + 0.5 ln 6 + 0.7 = 3.8
        ("the", "LOC"),
    ],
)
def test_consistency_a_title_before_one_mention_tells_all(before, result):
    text = "[PER Olm ] met " + before + " [{0} Malbrun ] . " + "[{0} Malbrun ] smiled . " * 5
    assert after(text.format("LOC")).strip() == text.format(result).strip()


@pytest.mark.parametrize("text", ["[PER OLM ] MET PRESIDENT [LOC MALBRUN ]", "[PER Olm ] left Sheikh [LOC Isa Air Base ]"])
def test_consistency_title_says_nothing_in_capitals_and_before_long_names(text):
    assert after(text) == text


def test_consistency_headings_in_capitals_say_nothing_of_what_was_found():
    text = "[PER MAYOR VISITS MALBRUN ] | [LOC Malbrun ] smiled"
    assert after(text) == text
    text = "[PER ANNA VESSICK ] | {} smiled"
    assert after(text.format("Vessick")) == text.format("[PER Vessick ]")


def test_consistency_majority_keeps_places_and_ties():
    # ORG (2.2 + 0.5 ln 3) / 3 = 0.9, and 0.7; LOC 1.8.
    assert after("[LOC Ostra ] ; [LOC Ostra ] ; [ORG Ostra ]") == "[LOC Ostra ] ; [LOC Ostra ] ; [LOC Ostra ]"
    # The other way round a place needs 1.0 more: 2.6.
    text = "[ORG Ostra ] ; [ORG Ostra ] ; [LOC Ostra ]"
    assert after(text) == text
    text = "[PER Ostra ] ; [MISC Ostra ]"
    assert after(text) == text


def test_consistency_of_what_was_not_found_any_evidence_decides():
    # LOC is ahead by 0.5 (1 + ln 4) / 4 = 0.3, and MISC keeps what is 0.7 or less behind.
    text = "[MISC Ostra ] ; near [LOC Ostra ] ; {} ; {}"
    assert after(text.format("Ostra", "Ostra")) == text.format("[LOC Ostra ]", "[LOC Ostra ]")


def test_consistency_of_a_surname_added_for_a_person_who_became_a_place():
    # The surname was added as PER, for which nothing speaks any longer.
    text = "[LOC Malbrun ] ; {} ; the town of {}"
    person = text.format("Malbrun", "[PER Anna Malbrun ]")
    assert after(person, repeats=False) == text.format("[LOC Malbrun ]", "[LOC Anna Malbrun ]")


def test_consistency_label_must_be_one_of_the_document():
    text = "the town of [PER Malbrun ]"
    assert after(text) == text


def test_consistency_like_names_of_bodies():
    # ORG 2.0 + 0.5 (`the`) against PER 2.2 - 1.5 and 0.7.
    text = "[ORG Tarvo Holdings ] ; the [{} Tarvo Bank ] closed"
    assert after(text.format("PER")) == text.format("ORG")
    assert after(text.format("PER"), short_names=False) == text.format("PER")


def test_consistency_long_names_are_decided_before_their_parts():
    # `Vessick` ends a person only since `Anna Vessick` is one, which the words beside it say.
    text = "[PER Bert Olm ] ; Minister [{} Anna Vessick ] , who ; [{} Vessick ]"
    assert after(text.format("LOC", "LOC")) == text.format("PER", "PER")


@pytest.mark.parametrize(
    ("cue", "given", "result"),
    [
        ("[{} Malbrun ] , who", "LOC", "PER"),  # 1.5 : 2.2 - 1.5 + 0.7 = 1.4
        ("[{} Malbrun ] shares", "PER", "ORG"),  # 2.0 : 2.2 - 1.5 + 0.7 = 1.4
        ("in [{} Malbrun ] province", "PER", "LOC"),  # 3.0 : 2.2 - 1.5 + 0.7 = 1.4
        ("from [{} Malbrun ] , where", "PER", "LOC"),  # 2.5 : 2.2 - 1.5 + 0.7 = 1.4
        ("in [{} Malbrun ]", "PER", "PER"),  # 1.5 : 2.2 - 1.0 + 0.7 = 1.9
        ("spokesman [{} Malbrun ]", "LOC", "LOC"),  # 2.0 : 2.2 - 0.5 + 0.7 = 2.4
        ("[{} Malbrun ] officials", "PER", "PER"),  # 1.0 : 2.2 - 1.5 + 0.7 = 1.4
        ("[{} Malbrun ] said", "MISC", "MISC"),  # 1.5 : 2.2 - 1.0 + 0.7 = 1.9
    ],
)
def test_consistency_words_beside_a_name(cue, given, result):
    others = "[PER Olm ] ; [ORG Tarvo ] ; [LOC Ostra ] ; [MISC Dorsk ] ; "
    assert after(others + cue.format(given)) == others + cue.format(result)


@pytest.mark.parametrize(
    ("cue", "times", "given", "result"),
    [
        ("in [{} Malbrun ]", 4, "PER", "LOC"),  # 1.5 (1 + ln 4) = 3.6 : 2.2 + 0.5 ln 4 - (1 + ln 4) + 0.7 = 1.2
        ("of [{} Malbrun ]", 8, "PER", "LOC"),  # 0.5 (1 + ln 8) = 1.5 : 2.2 + 0.5 ln 8 - (1 + ln 8) + 0.7 = 0.9
        ("of [{} Malbrun ]", 4, "PER", "PER"),  # 0.5 (1 + ln 4) = 1.2 : 2.2 + 0.5 ln 4 - (1 + ln 4) + 0.7 = 1.2
        ("spokesman [{} Malbrun ]", 2, "LOC", "PER"),  # 2.0 (1 + ln 2) = 3.4 : 2.2 + 0.5 ln 2 - 0.5 (1 + ln 2) + 0.7 = 2.4
        ("[{} Malbrun ] officials", 2, "PER", "MISC"),  # 1.0 (1 + ln 2) = 1.7 : 2.2 + 0.5 ln 2 - 1.5 (1 + ln 2) + 0.7 = 0.7
        ("[{} Malbrun ] said", 2, "MISC", "ORG"),  # 1.5 (1 + ln 2) = 2.5 : 2.2 + 0.5 ln 2 - 1.0 (1 + ln 2) + 0.7 = 1.6
    ],
)
def test_consistency_words_beside_a_name_that_recurs(cue, times, given, result):
    others = "[PER Olm ] ; [ORG Tarvo ] ; [LOC Ostra ] ; [MISC Dorsk ] ; "
    assert after(others + " ; ".join([cue.format(given)] * times)) == others + " ; ".join([cue.format(result)] * times)


def test_consistency_common_words():
    for text in (
        "[LOC US ] sent us",  # not the same word
        "the [ORG Army ] ; an army",  # bodies are common words
        "[PER Ann King ] ; [PER King ] ; a king",  # surnames, too
        "[PER Harvest ] ; [PER Harvest ] ; a harvest",  # more often a name
    ):
        assert after(text) == text
    assert after("came . [ORG Army ] and an army") == "came . Army and an army"
    assert after("THE [PER HARVEST ] IS IN | the harvest") == "THE HARVEST IS IN | the harvest"


def test_consistency_repeats_as_they_are_written():
    text = "[PER van Ostrick ] ; [ORG BANK OF DORSK ] | van Ostrick , VAN OSTRICK , Bank of Dorsk"
    parts = "[PER van Ostrick ] , [PER VAN OSTRICK ] , [ORG Bank of Dorsk ]"
    assert after(text) == f"[PER van Ostrick ] ; [ORG BANK OF DORSK ] | {parts}"


def test_consistency_longest_form_is_put():
    text = "[LOC Ostra ] ; [LOC Ostra Nova ] ; [LOC Ostra Nova Bay ] | to Ostra Nova Bay and Ostra Nova"
    assert after(text).endswith("| to [LOC Ostra Nova Bay ] and [LOC Ostra Nova ]")
    assert after(text.upper()).endswith("| TO [LOC OSTRA NOVA BAY ] AND [LOC OSTRA NOVA ]")


@pytest.mark.parametrize(("words", "result"), [(20, Counter(repeats=1)), (21, Counter())])
def test_consistency_of_very_long_names_is_not_sought(words, result):
    name = " ".join(["Ab"] * words)
    assert consistent([read(f"[ORG {name} ] left , then {name} left")]) == result


def test_consistency_boundaries_are_not_drawn_across_other_names():
    text = "[ORG Bank of Dorsk ] ; Bank of [LOC Dorsk Bay ] ; bank of [LOC Dorsk ] ; Bank [DATE of ] [LOC Dorsk ]"
    assert after(text) == text
    assert after("[ORG Bank of Dorsk ] ; [ORG Bank ] of [LOC Dorsk ]") == "[ORG Bank of Dorsk ] ; [ORG Bank of Dorsk ]"


@pytest.mark.parametrize(
    ("before", "divided"),
    [
        ("[ORG Rada and Diet ] ; [ORG Rada ] ; [ORG Diet ]", "[ORG Rada ] and [ORG Diet ] ; [ORG Rada ] ; [ORG Diet ]"),
        ("[ORG Dorsk & Milin ] ; [PER Dorsk ] ; [LOC Milin ]", "[PER Dorsk ] & [LOC Milin ] ; [PER Dorsk ] ; [LOC Milin ]"),
        # A part that is no name of its own, or is so more rarely:
        ("[ORG Bread and Salt Party ] ; [ORG Bread ]", "[ORG Bread and Salt Party ] ; [ORG Bread ]"),
        ("[ORG Bread and Salt ] ; [ORG Bread and Salt ] ; [ORG Bread ] ; [ORG Salt ]", None),
        ("[ORG Dorsk and Milin and Ostra ] ; [ORG Dorsk and Milin ] ; [ORG Ostra ]",
         "[ORG Dorsk and Milin ] and [ORG Ostra ] ; [ORG Dorsk and Milin ] ; [ORG Ostra ]"),
    ],
)  # fmt: skip
def test_consistency_divides_two_names_that_are_joined(before, divided):
    assert after(before) == (divided or before)


def test_consistency_leaves_missing_and_blocked_tokens_alone():
    doc = read("[LOC Malbrun ] ; Malbrun ; Malbrun ; Malbrun")
    doc.set_ents([], missing=[doc[2:3]], blocked=[doc[4:5]], default="unmodified")
    assert consistent([doc]) == {"repeats": 1}
    assert [token.ent_iob for token in doc] == [3, 2, 0, 2, 3, 2, 3]
    assert [(ent.start, ent.label_) for ent in doc.ents] == [(0, "LOC"), (6, "LOC")]
    doc = Doc(NLP.vocab, ["Malbrun", "Malbrun"])
    assert consistent([doc, read("[LOC Malbrun ]")]) == {}
    assert not doc.has_annotation("ENT_IOB")


def test_consistency_leaves_other_labels_alone():
    text = "[DATE May ] may ; [CARDINAL One ] ; One ; one ; [GPE Ostra ] ; Ostra ; in [DATE May ]"
    assert after(text) == text
    assert after("[LOC Ostra ] ; [GPE Ostra ] ; Ostra") == "[LOC Ostra ] ; [GPE Ostra ] ; [LOC Ostra ]"


def test_consistency_keeps_the_ids_of_what_it_relabels():
    doc = read("[PER Anna Vessick ] ; Vessick")
    doc.ents = [*doc.ents, Span(doc, 3, 4, "LOC", kb_id="Q7", span_id="pattern")]
    consistent([doc])
    assert [(ent.label_, ent.kb_id_, ent.id_) for ent in doc.ents] == [("PER", "", ""), ("PER", "Q7", "pattern")]


def test_consistency_of_nothing():
    assert consistent([]) == {}
    assert consistent([Doc(NLP.vocab), read("no names")]) == {}
    doc = Doc(NLP.vocab)
    assert consistent([read("[LOC Malbrun ]"), doc, read("Malbrun")]) == {"repeats": 1}
    assert len(doc) == 0


def test_consistency_of_docs_with_vocabularies_of_their_own():
    first, second = read("[PER Anna Vessick ]"), spacy.blank("en").make_doc("Minister Vessick agreed")
    second.set_ents([])
    consistent([first, second])
    assert [ent.text for ent in second.ents] == ["Vessick"]


# -- laws ------------------------------------------------------------------------------------------

_WORDS = "Ostra OSTRA ostra Nova Bay Anna Vessick VESSICK in of said the President ( MOR ) , . - Ministry".split()


@st.composite
def documents(draw):
    docs = []
    for number in range(draw(st.integers(1, 4))):
        words = draw(st.lists(st.sampled_from(_WORDS), max_size=14))
        doc = Doc(NLP.vocab, words, draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words))))
        cuts = sorted(draw(st.sets(st.integers(0, len(words)), max_size=8)))
        kinds = [draw(st.sampled_from(["PER", "ORG", "LOC", "MISC", "DATE", "", "-"])) for _ in cuts[1:]]
        spans = [Span(doc, start, end, kind.strip("-")) for start, end, kind in zip(cuts, cuts[1:], kinds)]
        doc.set_ents(
            [span for span, kind in zip(spans, kinds) if kind.isalpha()],
            missing=[span for span, kind in zip(spans, kinds) if kind == "-"],
        )
        doc.user_data["cable"] = draw(st.sampled_from(["a.txt", "b.txt", None]))
        docs.append(doc)
    return docs


def state(doc: Doc) -> list[tuple[int, str]]:
    return [(token.ent_iob, token.ent_type_) for token in doc]


@given(documents())
def test_consistency_laws(docs):
    before = [doc.copy() for doc in docs]
    again = [doc.copy() for doc in docs]
    changes = consistent(docs)
    assert consistent(again) == changes
    assert [state(doc) for doc in again] == [state(doc) for doc in docs]
    labels = {ent.label_ for doc in before for ent in doc.ents}
    for old, new in zip(before, docs):
        assert [token.text for token in new] == [token.text for token in old]
        assert {ent.label_ for ent in new.ents} <= labels
        for kind in ("DATE",):
            assert [e for e in state(new) if e[1] == kind] == [e for e in state(old) if e[1] == kind]
        assert [token.i for token in new if token.ent_iob == 0] == [token.i for token in old if token.ent_iob == 0]
    if not changes:
        assert [state(doc) for doc in docs] == [state(doc) for doc in before]


@given(documents(), st.integers(1, 5))
def test_consistency_component_takes_docs_of_a_cable_together(docs, batch_size):
    component = NLP.create_pipe(FACTORY)
    copies = [doc.copy() for doc in docs]
    group: list[Doc] = []
    for doc in docs:
        if group and (doc.user_data["cable"] is None or doc.user_data["cable"] != group[0].user_data["cable"]):
            consistent(group)
            group = []
        group.append(doc)
    consistent(group)
    piped = list(component.pipe(iter(copies), batch_size=batch_size))
    assert all(one is other for one, other in zip(piped, copies, strict=True))
    assert [state(doc) for doc in piped] == [state(doc) for doc in docs]


# -- the component ---------------------------------------------------------------------------------


def ruler(**config: bool) -> Language:
    """Returns a pipeline that finds one full name and one place, and makes them consistent."""
    nlp = spacy.blank("en")
    patterns = [{"label": "PER", "pattern": "Anna Vessick"}, {"label": "LOC", "pattern": "Malbrun"}]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)
    nlp.add_pipe(FACTORY, config=config)
    return nlp


def test_consistency_component_in_a_pipeline():
    nlp = ruler()
    assert [(ent.text, ent.label_) for ent in nlp("Anna Vessick left. Vessick's aide: MALBRUN").ents] == [
        ("Anna Vessick", "PER"),
        ("Vessick", "PER"),
    ]
    docs = [nlp.make_doc(text) for text in ("Anna Vessick left.", "So did Vessick.", "And Vessick.", "Or Vessick.")]
    for doc, cable in zip(docs, ("a", "a", "b", None)):
        doc.user_data["cable"] = cable
    assert [[ent.text for ent in doc.ents] for doc in nlp.pipe(docs)] == [["Anna Vessick"], ["Vessick"], [], []]
    assert nlp.analyze_pipes()["problems"] == {"entity_ruler": [], FACTORY: []}


def test_consistency_component_holds_one_cable():
    taken = []

    def stream():
        for number in range(9):
            taken.append(number)
            yield read("[LOC Malbrun ]", cable=number // 3)

    component = NLP.create_pipe(FACTORY)
    ahead = [len(taken) - number for number, _ in enumerate(component.pipe(stream(), batch_size=1000))]
    assert ahead == [4, 3, 2] * 2 + [3, 2, 1]


def test_consistency_component_lets_go_of_what_it_has_yielded():
    class Marker:
        pass

    markers, held = [], []

    def stream():
        for number in range(20):
            marker = Marker()
            markers.append(weakref.ref(marker))
            held.append(sum(known() is not None for known in markers))
            yield read("[LOC Malbrun ]", cable=number // 5, marker=marker)
            del marker

    for _ in NLP.create_pipe(FACTORY).pipe(stream()):
        pass
    # A cable of five, the last of the cable before, which the loop holds, and the first of the next.
    assert max(held) == 7


def test_consistency_settings_are_stored_with_the_pipeline(tmp_path):
    ruler(surnames=False, context=False).to_disk(tmp_path / "model")
    nlp = spacy.load(tmp_path / "model")
    assert nlp.get_pipe(FACTORY).settings == replace(ConsistencySettings(), surnames=False, context=False)
    assert [ent.text for ent in nlp("Anna Vessick left. So did Vessick.").ents] == ["Anna Vessick"]
    nlp = spacy.load(tmp_path / "model", config={"components": {FACTORY: {"surnames": True}}})
    assert [ent.text for ent in nlp("Anna Vessick left. So did Vessick.").ents] == ["Anna Vessick", "Vessick"]
    with pytest.raises(ValueError, match="enabled"):
        spacy.blank("en").add_pipe(FACTORY, config={"enabled": "perhaps"})


def test_consistency_is_part_of_evaluation_in_training_and_is_not_trained(tmp_path, monkeypatch):
    docs = [read(f"Mayor [PER Anna Vessick{number} ] came . Vessick{number} left .", cable="a.txt") for number in range(4)]
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "corpus.spacy")
    config = init_config(lang="en", pipeline=["ner"], optimize="efficiency", silent=True)
    config["nlp"]["pipeline"] = ["tok2vec", "ner", FACTORY]
    config["components"][FACTORY] = {"factory": FACTORY}
    config["components"]["tok2vec"]["model"]["encode"].update(width=16, depth=1)
    config["components"]["tok2vec"]["model"]["embed"]["rows"] = [50, 50, 50, 50]
    config["paths"].update(train=str(tmp_path / "corpus.spacy"), dev=str(tmp_path / "corpus.spacy"))
    config["training"].update(max_steps=2, eval_frequency=1)
    (tmp_path / "model").mkdir()
    sizes = []
    monkeypatch.setattr(consistency, "consistent", lambda docs, _settings: sizes.append(len(docs)))
    with (tmp_path / "log.txt").open("w") as log:
        train(init_nlp(config), tmp_path / "model", stdout=log, stderr=log)
    # Three evaluations of four Docs. `spacy.Corpus` does not say of which cable a Doc is.
    assert sizes == [1] * 12
    nlp = spacy.load(tmp_path / "model" / "model-last")
    assert nlp.pipe_names == ["tok2vec", "ner", FACTORY]
    assert nlp.get_pipe(FACTORY).settings == ConsistencySettings()
