"""How Sphinx builds these pages. The reference is written from the code first: see generate.py beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate  # noqa: E402

project = "Cable NER"
author = copyright = "The Cable NER authors"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
smartquotes_action = "qe"  # quotes and ellipses, but not the dashes of --option
html_theme = "furo"
html_title = "Cable NER"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_theme_options = {"navigation_with_keys": True}

generate.write(Path(__file__).parent / "reference" / "generated")
