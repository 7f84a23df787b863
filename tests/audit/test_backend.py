"""The audit's networks multiply as spaCy does, so that its findings are the same wherever it runs."""

import subprocess


def test_audit_does_not_change_matrix_products(python, environment):
    program = "import sys, cable_ner.cli.audit; print('cable_ner.model.backend' in sys.modules)"
    done = subprocess.run([python, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
