"""Parsers whose scores are known by hand, or random, and texts for them."""

import numpy
import spacy

from cable_ner.model.recogniser import FACTORY

TEXTS = [
    "Mayor Ann Lee of Milltown spoke about the harvest.",
    "",
    "Rain",
    "Ann\n\nLee of  Milltown \n",
    "The Ministry of Trade told Ann Lee and Bo Ray. They left for Port Said, and Bo stayed in Milltown with the Mayor.",
    "\n",
]
LABELS = ("PER", "LOC", "PARTY-OF")


def indifferent():
    """Returns a pipeline whose parser gives every step the score 1, and 0 to leaving a token out of all mentions."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    ner.add_label("PER")
    ner.add_label("LOC")
    nlp.initialize()
    for layer in ner.model.walk():
        for name in layer.param_names:
            layer.set_param(name, layer.get_param(name) * 0)
    upper = ner.model.predict([nlp.make_doc("Ann")]).vec2scores
    upper.set_param("b", upper.get_param("b") + [ner.moves.get_class_name(step) != "O" for step in range(ner.moves.n_moves)])
    return nlp


def pipeline(seed: int, factory: str = FACTORY, *, extra: bool = False, upper: bool = True, pieces: int = 2):
    """Returns a pipeline with random weights, so that mentions of many lengths and labels are found."""
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2", "width": 16, "depth": 1, "embed_size": 50, "window_size": 1,
        "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
    }  # fmt: skip
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": extra,
        "hidden_width": 12, "maxout_pieces": pieces, "use_upper": upper, "nO": None, "tok2vec": tok2vec,
    }  # fmt: skip
    nlp = spacy.blank("en")
    ner = nlp.add_pipe(factory, name="ner", config={"model": model})
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize()
    random = numpy.random.default_rng(seed)
    for layer in ner.model.walk():
        for name in layer.param_names:
            layer.set_param(name, random.normal(size=layer.get_param(name).shape).astype("float32"))
    return nlp


def ents(docs) -> list:
    """Returns the mentions of each Doc: token indices and label."""
    return [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in docs]
