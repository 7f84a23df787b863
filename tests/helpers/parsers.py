"""Parsers whose scores are known by hand."""

import spacy


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
