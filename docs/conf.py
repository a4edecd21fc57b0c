"""Sphinx configuration. Everything is built from what is here and installed; nothing is fetched."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "metaarr"
author = "metaarr developers"
copyright = author  # noqa: A001 - Sphinx reads this name
version = release = installed_version("metaarr")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "coverage",
    "structures",
]
exclude_patterns = ["_build", "_extensions"]
templates_path = ["_templates"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_member_order = "bysource"
# The types stand in the Parameters sections; in signatures each would be a link into another project's pages.
autodoc_typehints = "none"
numpydoc_show_class_members = False
# Pages of NumPy, pint and the standard library are not fetched, so names of theirs cannot be links.
nitpick_ignore_regex = [("py:.*", r"(astropy|builtins|collections|datetime|numpy|np|pint|typing|unyt|xarray)\..*")]

html_theme = "pydata_sphinx_theme"
html_title = "metaarr"
html_static_path = ["_static"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_align": "left",
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_sidebars = {"index": []}
