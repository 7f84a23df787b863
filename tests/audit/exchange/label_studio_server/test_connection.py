"""Tokens and addresses that cannot be right are told before anything is sent."""

import base64
import json

import pytest

from cable_ner.audit.exchange.label_studio_server import connect
from cable_ner.audit.exchange.label_studio_server.connection import _refused


def token(kind):
    """Returns the first two parts of a JWT."""
    parts = ({"alg": "HS256"}, {"token_type": kind})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "there is no token; set LABEL_STUDIO_API_KEY"),
        (token("refresh"), "the token is cut off"),
        (token("access") + ".x", "the token is one that ends after minutes"),
    ],
)
def test_connection_token(given, message):
    with pytest.raises(ValueError, match=f"{message}.*Personal Access Token"):
        connect("http://localhost:8080", given)


@pytest.mark.parametrize("url", ["localhost:8080", "", "ftp://localhost", "http://"])
def test_connection_address(url):
    with pytest.raises(ValueError, match=r"is no address of a server; give one such as http://localhost:8080"):
        connect(url, "abc")


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (401, {"detail": "Invalid token."}, PermissionError, r"the token was refused \(Invalid token\.\)"),
        (
            401,
            {"detail": "legacy token authentication has been disabled"},
            PermissionError,
            "legacy tokens are switched off",
        ),
        (403, {"detail": "No."}, PermissionError, "your account there may not do this"),
        (404, "<html>Not found</html>", ValueError, r"has no such thing \(no reason given\); correct --url or --project"),
        (
            400,
            {"validation_errors": {"data": ["is\nwrong"]}},
            ConnectionError,
            r'answers 400 \({"data": \["is\\nwrong"\]}\)',
        ),
        (500, None, ConnectionError, "answers 500"),
    ],
)
def test_connection_refused(status, body, kind, message):
    error = _refused("http://a", status, body)
    assert type(error) is kind
    with pytest.raises(kind, match=f"^http://a: {message}"):
        raise error
    assert "\n" not in str(error)
