import os
import subprocess
import sys

import numpy
import pytest
import spacy
from thinc.api import NumpyOps, get_ops, require_cpu

from cable_ner.model.backend import OpenBlasOps

WHICH = "import cable_ner.model.backend; from thinc.api import get_ops; print(type(get_ops('cpu')).__name__)"


def test_backend_is_what_thinc_takes_for_a_cpu():
    assert type(get_ops("cpu")) is OpenBlasOps


@pytest.mark.parametrize(("trans1", "trans2"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("given", [True, False])
def test_backend_multiplies_as_thinc_does(trans1, trans2, given):
    rng = numpy.random.default_rng(0)
    x = rng.standard_normal((3, 5) if not trans1 else (5, 3), dtype="float32")
    y = rng.standard_normal((5, 4) if not trans2 else (4, 5), dtype="float32")
    out = numpy.empty((3, 4), "float32") if given else None
    product = OpenBlasOps().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
    assert product.dtype == numpy.float32
    assert given == (product is out)
    numpy.testing.assert_allclose(product, NumpyOps().gemm(x, y, trans1=trans1, trans2=trans2), atol=1e-6)


@pytest.mark.parametrize(("value", "name"), [("openblas", "OpenBlasOps"), ("blis", "NumpyOps"), (None, "OpenBlasOps")])
def test_backend_can_be_switched_off(value, name):
    others = {key: setting for key, setting in os.environ.items() if key != "CABLE_NER_BLAS"}
    environment = {**others, "CABLE_NER_BLAS": value} if value else others
    run = subprocess.run([sys.executable, "-c", WHICH], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == name


@pytest.mark.parametrize("before", ["pass", "import spacy; spacy.blank('en')", "import cable_ner.corpus"])
def test_trained_models_multiply_by_the_backend_whatever_was_made_before_it(before):
    # thinc's current ops are those of the first object that asked: a Vocab made before the backend would keep blis.
    code = f"{before}; import cable_ner.training.code; from thinc.api import Model; print(Model('m', abs).ops)"
    others = {key: setting for key, setting in os.environ.items() if key != "CABLE_NER_BLAS"}
    run = subprocess.run([sys.executable, "-c", code], env=others, capture_output=True, text=True, check=True)
    assert "OpenBlasOps" in run.stdout


@pytest.mark.parametrize(("value", "threads"), [(None, 1), ("2", 2)])
def test_backend_runs_on_one_thread_unless_asked_for_more(value, threads):
    code = (
        "import cable_ner.model.backend, threadpoolctl;"
        "print([pool['num_threads'] for pool in threadpoolctl.threadpool_info() if pool['user_api'] == 'blas'])"
    )
    others = {key: setting for key, setting in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    environment = {**others, "OPENBLAS_NUM_THREADS": value} if value else others
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"[{min(threads, os.cpu_count() or 1)}]"


def test_backend_says_what_it_can_be():
    run = subprocess.run(
        [sys.executable, "-c", WHICH],
        env={**os.environ, "CABLE_NER_BLAS": "mkl"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "CABLE_NER_BLAS is 'mkl'; it must be openblas or blis" in run.stderr


def test_backend_gives_the_same_entities():
    require_cpu()
    nlp = spacy.blank("en")
    nlp.add_pipe("ner").add_label("PER")
    nlp.initialize()
    model = nlp.get_pipe("ner").model.get_ref("tok2vec")
    doc = nlp.make_doc("Ann Delacroix left Bern for the harvest fair of Milltown")
    scores = [model.predict([doc])]
    for node in model.walk():
        node.ops = NumpyOps()
    scores.append(model.predict([doc]))
    assert scores[0].shape == (10, 64)
    numpy.testing.assert_allclose(*scores, atol=1e-5)
