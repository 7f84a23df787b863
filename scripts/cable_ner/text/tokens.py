"""The signs in a source that are not text."""

TAG_NAMES = "(?i:a|b|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|p|pre|span|strong|sub|sup|tt|u|wbr)"
# A tag and a character reference, without the first sign of each.
TAG = rf"/?{TAG_NAMES}(?=[\s/>])[^<>]*>"
ENTITY = r"(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
