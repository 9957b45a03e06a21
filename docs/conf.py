"""What Sphinx goes by. `make docs` builds the site; docs/make.py puts its pages together."""

from notelint.linter import installed

project = "notelint"
author = "the notelint contributors"
project_copyright = "the notelint contributors; Apache License 2.0"
release = installed.version("notelint")

extensions = ["myst_parser"]  # Markdown, which GitHub shows too
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 4
nitpicky = True
smartquotes = False  # a command has straight quotes, and two hyphens are no dash
needs_sphinx = "8.2"

html_theme = "furo"  # readable on a phone, light and dark, with the fonts of the system; nothing is fetched
html_title = f"notelint {release}"
html_copy_source = False
html_use_index = False
html_show_sphinx = False
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0d6464", "color-brand-content": "#0d6464"},
    "dark_css_variables": {"color-brand-primary": "#74cac4", "color-brand-content": "#74cac4"},
}
