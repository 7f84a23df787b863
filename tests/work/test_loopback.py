"""A server that answers this machine only."""

import asyncio
import socket

import pytest

from cable_ner.work import loopback


def asked(*headers, scope="http", policy="default-src 'none'"):
    """Returns what a guarded application sends for a request with these headers."""
    sent = []

    async def app(_scope, _receive, send):
        given = [(b"content-type", b"text/plain"), (b"Referrer-Policy", b"unsafe-url")]
        await send({"type": "http.response.start", "status": 200, "headers": given})
        await send({"type": "http.response.body", "body": b"bread"})

    async def send(message):
        sent.append(message)

    asyncio.run(loopback.guarded(app, policy)({"type": scope, "headers": list(headers)}, None, send))
    return sent


@pytest.mark.parametrize("host", [b"127.0.0.1:80", b"localhost", b"LOCALHOST:65535"])
def test_loopback_answers_with_its_headers(host):
    start, body = asked((b"host", host))
    assert (start["status"], body["body"]) == (200, b"bread")
    assert dict(start["headers"]) == {
        b"content-type": b"text/plain",
        b"content-security-policy": b"default-src 'none'",
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-resource-policy": b"same-origin",
    }


@pytest.mark.parametrize(
    "hosts", [(), (b"evil.example",), (b"127.0.0.1", b"127.0.0.1"), (b"127.0.0.1.evil.example",), (b"127.0.0.1:x",), (b"",)]
)
def test_loopback_answers_under_no_other_name(hosts):
    start, body = asked(*((b"host", host) for host in hosts))
    assert (start["status"], body["body"]) == (421, b"This server answers 127.0.0.1 only.\n")
    assert (b"content-security-policy", b"default-src 'none'") in start["headers"]


def test_loopback_leaves_alone_what_is_no_request():
    assert asked(scope="lifespan")[1]["body"] == b"bread"


def test_loopback_says_that_a_port_is_in_use():
    with socket.socket() as other:
        other.bind((loopback.HOST, 0))
        other.listen()
        listening = loopback._listening(other.getsockname()[1])
        with pytest.raises(OSError, match=r"port \d+ is in use .*; give another --port"), listening:
            pass
