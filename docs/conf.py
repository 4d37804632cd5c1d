# SPDX-License-Identifier: GPL-2.0-only
"""How Sphinx makes the handbook; `./waf handbook` calls it with the root of the checkout as its source folder, so that
pages of docs/ and worksheets of labs/ can link each other and any file of the tree."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "sphinx"))

project = "Pagewire"
copyright = "the authors of Pagewire, GPL-2.0-only"
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docstrings",
    "notebook_pages",
    "file_pages",
    "lab_pages",
]
root_doc = "docs/index"
include_patterns = ["docs/**.md", "docs/**.ipynb", "labs/*/worksheet.md", "labs/*/teacher.md", "labs/*/*.ipynb"]
exclude_patterns = ["build*", "results", ".git", "docs/sphinx"]
# `~` and so on are common in prose about files and numbers.
smartquotes = False

myst_enable_extensions = ["html_image"]
myst_heading_anchors = 4

# Docstrings are plain English with code in single backticks.
default_role = "literal"
add_module_names = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_google_docstring = False
napoleon_use_rtype = False
nitpicky = True
# Types of other packages, whose pages are not on this machine; aliases and types that docstrings explain in words.
FOREIGN = r"(concurrent|numpy|os|pandas|pathlib|pd)\..*|Figure"
INNER = r"FileName|pagewire\.(_core\.Resource|labs\.drawing\.T|labs\.lab\.Findings"
INNER += r"|report_source\.HasDirectory|statistics\.Estimate)"
nitpick_ignore_regex = [("py:class", FOREIGN), ("py:class", INNER)]

html_theme = "furo"
html_title = "Pagewire handbook"
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_static_path = ["sphinx/static"]
html_extra_path = ["sphinx/root"]
html_css_files = ["handbook.css"]
pygments_style = "friendly"
