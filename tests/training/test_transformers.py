"""configs/ner_trf.cfg: a transformer is read from a folder, fine-tuned, and carried in the model. Needs the extra."""

import importlib.util
import shutil
from pathlib import Path

import numpy
import pytest
import spacy
from spacy.cli.train import train
from spacy.tokens import Span
from spacy.training.initialize import init_nlp
from spacy.util import load_config
from thinc.api import Config

from cable_ner.files import new_docbin

pytest.importorskip("spacy_curated_transformers")
torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

ROOT = Path(__file__).parents[2]
RECIPE, CODE = ROOT / "configs" / "ner_trf.cfg", ROOT / "scripts" / "training.py"
TEXT = "Mayor Ann Lee{number} of Milltown spoke about harvest number {number}."
SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
ARCHITECTURES = "spacy-curated-transformers"


@pytest.fixture(scope="module", autouse=True)
def _training_code():
    """Registers what the recipe names, as `--code scripts/training.py` does; and one thread is enough."""
    specification = importlib.util.spec_from_file_location("training_code", CODE)
    specification.loader.exec_module(importlib.util.module_from_spec(specification))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def bert(folder: Path) -> dict[str, object]:
    """Writes a tiny BERT as `save_pretrained` does, and returns what of the recipe has to fit it."""
    letters = sorted({char for char in TEXT + "0123456789" if not char.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Mayor", "Mill", "##town"]
    words += [*letters, *(f"##{char}" for char in letters)]
    (folder / "words.txt").write_text("\n".join(words) + "\n", encoding="utf8")
    transformers.BertTokenizerFast(str(folder / "words.txt"), do_lower_case=False).save_pretrained(folder)
    config = transformers.BertConfig(vocab_size=len(words), max_position_embeddings=128, **SIZES)
    transformers.BertModel(config).save_pretrained(folder)
    return {"vocab_size": len(words), "max_position_embeddings": 128}


def roberta(folder: Path) -> dict[str, object]:
    """Writes a tiny RoBERTa, and returns what of the recipe has to fit it."""
    tokenizer = tokenizers.ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator([TEXT] * 2, vocab_size=300, min_frequency=1, special_tokens=special)
    tokenizer.save_model(str(folder))
    config = transformers.RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=130, type_vocab_size=1, **SIZES
    )
    transformers.RobertaModel(config).save_pretrained(folder)
    return {
        "@architectures": f"{ARCHITECTURES}.RobertaTransformer.v1",
        "piece_encoder": {"@architectures": f"{ARCHITECTURES}.ByteBpeEncoder.v1"},
        "vocab_size": config.vocab_size,
        "max_position_embeddings": 130,
        "type_vocab_size": 1,
        "padding_idx": 1,
        "layer_norm_eps": 1e-5,
    }


# What the recipe's comment says of RoBERTa.
BYTE_LOADER = {
    "@model_loaders": f"{ARCHITECTURES}.ByteBpeLoader.v1",
    "vocab_path": "${paths.transformer}/vocab.json",
    "merges_path": "${paths.transformer}/merges.txt",
}


@pytest.fixture(params=[bert, roberta])
def recipe(request, tmp_path: Path) -> Path:
    """Returns the recipe for a tiny transformer in a folder `transformer` beside it, and a corpus there, too."""
    torch.manual_seed(0)
    folder = tmp_path / "transformer"
    folder.mkdir()
    settings = request.param(folder)
    config = Config().from_disk(RECIPE, interpolate=False)
    config["components"]["transformer"]["model"].update(
        hidden_width=16, num_hidden_layers=2, num_attention_heads=2, intermediate_width=32, model_max_length=128, **settings
    )
    if request.param is roberta:
        config["initialize"]["components"]["transformer"]["piecer_loader"] = BYTE_LOADER
    nlp, docs = spacy.blank("en"), []
    for number in range(24):
        doc = nlp.make_doc(TEXT.format(number=number))
        doc.ents = [Span(doc, 1, 3, "PER"), Span(doc, 4, 5, "LOC")]
        docs.append(doc)
    new_docbin(docs[:20]).to_disk(tmp_path / "train.spacy")
    new_docbin(docs[20:]).to_disk(tmp_path / "dev.spacy")
    config["paths"].update(
        train=str(tmp_path / "train.spacy"), dev=str(tmp_path / "dev.spacy"), transformer=str(folder), vectors=None
    )
    path = tmp_path / "recipe.cfg"
    config.to_disk(path, interpolate=False)
    return path


def weights_of(nlp) -> dict[str, numpy.ndarray]:  # noqa: ANN001
    encoder = nlp.get_pipe("transformer").model.get_ref("transformer").shims[0]._model
    return {name: value.detach().numpy().copy() for name, value in encoder.state_dict().items()}


def word_vectors_of(nlp, text: str) -> numpy.ndarray:  # noqa: ANN001
    """Returns what the transformer makes of each piece of a text."""
    doc = nlp.make_doc(text)
    nlp.get_pipe("transformer").set_annotations([doc], nlp.get_pipe("transformer").predict([doc]))
    return doc._.trf_data.last_hidden_layer_state.dataXd


def test_transformers_weights_and_pieces_are_those_of_the_folder(recipe):
    nlp = init_nlp(load_config(recipe))
    folder = recipe.parent / "transformer"
    model = transformers.AutoModel.from_pretrained(folder).eval()
    own, theirs = weights_of(nlp), model.state_dict()
    [table] = [value for name, value in own.items() if name.endswith("word_embeddings.weight")]
    assert numpy.array_equal(table, theirs["embeddings.word_embeddings.weight"].numpy())
    # The same pieces through the same layers: what Hugging Face's model makes of the text, but for the ends.
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        expected = model(**tokenizer("Mayor Ann Lee of Milltown", return_tensors="pt")).last_hidden_state[0, 1:-1].numpy()
    found = word_vectors_of(nlp, "Mayor Ann Lee of Milltown")
    assert found.shape == expected.shape
    assert numpy.allclose(found, expected, atol=1e-4)


def test_transformers_train_and_need_the_folder_no_more(recipe):
    before = weights_of(init_nlp(load_config(recipe)))
    out = recipe.parent / "out"
    train(recipe, out, overrides={"training.max_steps": 4, "training.eval_frequency": 2})
    shutil.rmtree(recipe.parent / "transformer")
    nlp = spacy.load(out / "model-last")
    after = weights_of(nlp)
    assert before.keys() == after.keys()
    assert any(not numpy.array_equal(before[name], after[name]) for name in before)
    assert nlp.pipe_names[:2] == ["transformer", "ner"]
    assert nlp.get_pipe("ner").labels == ("LOC", "PER")
    doc = nlp("Mayor Ann Lee7 of Milltown spoke .")
    assert doc.has_annotation("ENT_IOB")
    assert word_vectors_of(nlp, doc.text).shape[1] == 16
