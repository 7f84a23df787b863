"""Plots as SVG elements for a page, and as files."""

import io
import re
from hashlib import blake2b
from pathlib import Path
from xml.etree import ElementTree

from ...files import printable, write_bytes
from .style import INK, LINE, SERIES, Plot, styled

_PNG_DPI = 144
_VARIABLES = {
    INK: "currentColor",
    LINE: f"var(--line, {LINE})",
    **{colour: f"var(--series-{number}, {colour})" for number, colour in enumerate(SERIES, start=1)},
}
_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"#([\w-]+)")
_FONTS, _COLOUR = re.compile(r"font-family:[^;]*;?\s*"), re.compile(r"#[0-9a-f]{6}\b")
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_ROOT_STYLE = "max-width: 100%; height: auto; font-family: system-ui, sans-serif; stroke-linejoin: round"


@styled()
def svg(plot: Plot) -> str:
    """Returns a plot as an element of a page. The same plot gives the same text."""
    file = io.StringIO()
    plot.figure.savefig(file, format="svg", metadata=_NO_METADATA)
    root = ElementTree.fromstring(file.getvalue())  # noqa: S314 (Matplotlib wrote it)
    description, box = printable(plot.description), root.get("viewBox", "")
    for element in root.iter():
        _fit_into_page(element)
    _remove_useless(root)
    _rename_ids(root, blake2b(f"{description} {file.getvalue()}".encode(), digest_size=6).hexdigest())
    width, height = box.split()[2:]
    root.attrib = {"xmlns": _SVG, "viewBox": box, "width": width, "height": height, "style": _ROOT_STYLE}
    root.attrib |= {"role": "img", "aria-label": description}
    return ElementTree.tostring(root, encoding="unicode")


def _fit_into_page(element: ElementTree.Element) -> None:
    """Gives an element the colours and the font of the page."""
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    element.tail = None
    if element.tag != "text":
        element.text = None
    if "style" in element.attrib:
        style = _FONTS.sub("", element.attrib["style"])
        element.set("style", _COLOUR.sub(lambda match: _VARIABLES.get(match[0], match[0]), style))
    if "d" in element.attrib:
        element.set("d", " ".join(element.attrib["d"].split()))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if link := element.attrib.pop(_LINK, ""):
        element.set("href", link)


def _remove_useless(parent: ElementTree.Element) -> None:
    """Removes style sheets, which would apply to the whole page, invisible paths, and empty groups."""
    for child in list(parent):
        _remove_useless(child)
        is_empty = child.tag in ("g", "defs") and not len(child)
        is_unseen = child.tag == "path" and child.get("style") == "fill: none"
        if child.tag == "style" or is_empty or is_unseen:
            parent.remove(child)


def _rename_ids(root: ElementTree.Element, prefix: str) -> None:
    """Gives the ids that are referred to names that no other plot of a page has, and removes the others."""
    values = [value for element in root.iter() for name, value in element.attrib.items() if name in ("href", "clip-path")]
    names = {old: f"plot-{prefix}-{at}" for at, old in enumerate(dict.fromkeys(_REFERENCE.findall(" ".join(values))))}
    for element in root.iter():
        if (name := names.get(element.attrib.pop("id", ""))) is not None:
            element.set("id", name)
        for attribute in ("href", "clip-path"):
            if attribute in element.attrib:
                renamed = _REFERENCE.sub(lambda match: f"#{names[match[1]]}", element.attrib[attribute])
                element.set(attribute, renamed)


@styled()
def save(plot: Plot, path: Path) -> None:
    """Writes a plot on white to a file, in the format of its ending: `.svg`, `.png`, or another that Matplotlib knows."""
    file = io.BytesIO()
    kind = path.suffix.removeprefix(".")
    metadata = {**_NO_METADATA, "Title": printable(plot.description)} if kind == "svg" else {"Software": None}
    plot.figure.savefig(file, format=kind, facecolor="white", dpi=_PNG_DPI, metadata=metadata)
    write_bytes(path, file.getvalue())
