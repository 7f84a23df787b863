"""Components that run alone: each with its own copy of the layers that it shares with others in training."""

from spacy.language import Language
from spacy.ty import ListenedToComponent


def standalone(nlp: Language) -> Language:
    """Gives each component the layers that it listens to, removes the components that held them, and returns the pipeline.

    `nlp.get_pipe("ner")(doc)` finds nothing as long as another component has to run before it. Where only one listens, as
    in this project's recipes, the size stays the same. Raises ValueError where spaCy cannot replace a listener.
    """
    for name in nlp.component_names:
        held = nlp.get_pipe(name)
        listening: list[str] = list(held.listening_components) if isinstance(held, ListenedToComponent) else []
        for listener in listening:
            nlp.replace_listeners(name, listener, ["model.tok2vec"])
            # What spaCy has copied may refer to the component that goes: `width = ${components.tok2vec.model.encode.width}`.
            nlp.get_pipe_config(listener)["model"] = nlp.config.interpolate()["components"][listener]["model"]
        if listening:
            nlp.remove_pipe(name)
    return nlp
