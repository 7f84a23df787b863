"""The connection to a Label Studio server: its SDK's client, and errors in one line with their remedy."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

_NEW_TOKEN = "in Label Studio, open Account & Settings > Personal Access Token, create one, and copy it"
_LEGACY_OFF = "legacy"


def connect(url: str, token: str) -> Any:
    """Returns a client of label-studio-sdk that the server has let in.

    `token` is a personal access token (a JWT), from which the SDK gets short-lived ones as it needs them, or a legacy token.
    Raises ValueError for a token or an address that cannot be right, PermissionError for a token that the server refuses,
    ConnectionError if there is no such server, ImportError without the SDK.
    """
    address = _address(url)
    _check(token)
    try:
        from label_studio_sdk import LabelStudio
    except ImportError as error:
        raise ImportError(
            f"label-studio-sdk is not installed, or not as a whole ({error}); run: pip install -e '.[label-studio]'"
        ) from None
    with told(url):
        # Without the slash, the SDK would ask for tokens beside the last part of the path.
        client = LabelStudio(base_url=f"{address}/", api_key=token)
        client.users.whoami()
    return client


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turns errors of SDK and connection into PermissionError, ConnectionError or ValueError: one line with a remedy."""
    try:
        yield
    except Exception as error:
        told_as = _told_as(url, error)
        if told_as is None:
            raise
        raise told_as from None


def _told_as(url: str, error: Exception) -> Exception | None:
    """Returns the error to raise for one of the SDK or the connection; None for any other."""
    if isinstance(error, json.JSONDecodeError):
        return ConnectionError(f"{url}: does not answer as Label Studio does; correct --url")
    if type(error).__module__.split(".")[0] not in ("httpx", "label_studio_sdk"):
        return None
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    if isinstance(error, ApiError):
        return _refused(url, error.status_code or 0, error.body)
    if isinstance(error, httpx.ConnectError):
        return ConnectionError(f"{url}: no server answers there; start it (`label-studio start`), or correct --url")
    if isinstance(error, httpx.TimeoutException):
        return ConnectionError(f"{url}: does not answer in time; run the same command again")
    if isinstance(error, httpx.InvalidURL):
        return ValueError(f"--url '{url}' is no address of a server ({error}); give one such as http://localhost:8080")
    return ConnectionError(f"{url}: the connection broke off ({error}); run the same command again")


def _address(url: str) -> str:
    """Returns the address of a server without a slash at its end. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"--url '{url}' is no address of a server; give one such as http://localhost:8080")
    return url.rstrip("/")


def _check(token: str) -> None:
    """Raises ValueError for a token that cannot be right, before the SDK takes it for one of another kind."""
    if not token:
        raise ValueError(f"there is no token; set LABEL_STUDIO_API_KEY: {_NEW_TOKEN}")
    parts = token.split(".")
    if not token.startswith("ey") or len(parts) < 2:
        return
    if len(parts) == 2:
        raise ValueError(
            f"the token is cut off: its list shows tokens without their last part; revoke it there, and {_NEW_TOKEN}"
        )
    if _claims(parts[1]).get("token_type") == "access":
        raise ValueError(f"the token is one that ends after minutes, which programs get for themselves; {_NEW_TOKEN}")


def _claims(part: str) -> dict[str, Any]:
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _refused(url: str, status: int, body: Any) -> Exception:
    words = _words(body)
    if status == 401 and _LEGACY_OFF in words:
        return PermissionError(
            f"{url}: legacy tokens are switched off there; {_NEW_TOKEN}, or have an administrator allow legacy tokens in"
            " Organization > API Tokens Settings"
        )
    if status == 401:
        return PermissionError(f"{url}: the token was refused ({words}); {_NEW_TOKEN}")
    if status == 403:
        return PermissionError(f"{url}: your account there may not do this ({words}); ask for the role of a manager")
    if status == 404:
        return ValueError(f"{url}: has no such thing ({words}); correct --url or --project")
    return ConnectionError(f"{url}: answers {status} ({words}); if that is not clear, look into the server's log")


def _words(body: Any) -> str:
    """Returns what the server says is wrong, in one short line."""
    said = body.get("validation_errors") or body.get("detail") or body if isinstance(body, dict) else body
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return "no reason given" if "<html" in text.lower() or not text.strip() else " ".join(text.split())[:300]
