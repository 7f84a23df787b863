"""Values in JSON, as files of other programs hold them."""

import pytest

from cable_ner.text.formats.json_values import decoded


@pytest.mark.parametrize(
    ("data", "value"),
    [(b'{"a": [1, 2.5, null]}', {"a": [1, 2.5, None]}), (b"\xef\xbb\xbf[]", []), ('"é"'.encode(), "é")],
)
def test_json_values_are_read_also_behind_a_byte_order_mark(data, value):
    assert decoded(data) == value


@pytest.mark.parametrize("data", [b"", b"{", b"[1,]", b'"\xff"', b"[" * 100_000])
def test_json_values_anything_else_is_an_error(data):
    with pytest.raises(ValueError, match="."):
        decoded(data)
