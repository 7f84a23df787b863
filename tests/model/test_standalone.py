"""Components with their own copy of what they listened to."""

import spacy
from spacy.tokens import Span
from spacy.training import Example
from spacy.util import load_config_from_str, load_model_from_config
from thinc.api import Config

from cable_ner.model import standalone

TEXTS = [f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}." for number in range(12)]


def listening(recipe: str, *names: str) -> spacy.Language:
    """Returns a pipeline whose components listen to one `tok2vec`; its configuration refers to that by variables."""
    config = load_config_from_str(recipe)
    for name in names[1:]:
        config["components"][name] = config["components"][names[0]].copy()
    config["nlp"]["pipeline"] = ["tok2vec", *names]
    assert "${components.tok2vec" in Config(config).to_str(interpolate=False)
    nlp = load_model_from_config(config, auto_fill=True)
    examples = []
    for doc in map(nlp.make_doc, TEXTS):
        reference = doc.copy()
        reference.ents = [Span(reference, 1, 3, "PER"), Span(reference, 4, 5, "LOC")]
        examples.append(Example(doc, reference))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(25):
        nlp.update(examples, sgd=optimizer)
    return nlp


def ents(docs) -> list:
    return [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs]


def weights(nlp: spacy.Language) -> int:
    nodes = [node for _, pipe in nlp.pipeline for node in pipe.model.walk()]
    return sum(node.get_param(name).size for node in nodes for name in node.param_names)


def test_standalone_ner_finds_the_same_without_the_component_that_it_listened_to(tiny_recipe, tmp_path):
    nlp = listening(tiny_recipe, "ner")
    before, size = ents(nlp.pipe(TEXTS)), weights(nlp)
    assert sum(map(len, before)) > 12
    assert standalone(nlp) is nlp
    assert nlp.pipe_names == ["ner"]
    assert weights(nlp) == size
    nlp.to_disk(tmp_path)
    for one in (nlp, spacy.load(tmp_path)):
        assert ents(one.pipe(TEXTS)) == before
        assert ents(map(one.get_pipe("ner"), map(one.make_doc, TEXTS))) == before


def test_standalone_gives_each_of_two_listeners_a_copy(tiny_recipe, tmp_path):
    nlp = listening(tiny_recipe, "ner", "again")
    before = ents(nlp.pipe(TEXTS))
    standalone(nlp).to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert loaded.pipe_names == ["ner", "again"]
    assert ents(loaded.pipe(TEXTS)) == before


def test_standalone_leaves_a_pipeline_in_which_nothing_listens(tiny_model):
    nlp = spacy.load(tiny_model)
    before = nlp.config.to_str()
    assert standalone(nlp).config.to_str() == before
