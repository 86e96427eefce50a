"""The map page: folium draws the frame, one small element mounts the modules of ``static/js`` (地图页).

Nothing here touches data: a page is made of its language and the settings, and is kept by these. Features reach the
browser through ``/api`` only, never through a template of folium, which would write them into a script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from app.web.assets import module_paths, static_stamp
from app.web.templates_env import shell_macros
from app.web.words import words_of
from app.web.work_pages import listed_pages

START = (36.45, 115.98)  # Liaocheng; the layers' own extent replaces it at once [degree]

FIGURE = """<!DOCTYPE html>
<html lang="{{ this.language }}">
<head>
{{ this.header.render(**kwargs) }}
</head>
<body class="map-page">
{{ this.html.render(**kwargs) }}
<script>{{ this.script.render(**kwargs) }}</script>
</body>
</html>
"""

MAP = """
{% macro html(this, kwargs) %}
<div class="folium-map" id="{{ this.get_name() }}" role="region"></div>
{% endmacro %}
{% macro script(this, kwargs) %}
var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
  center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
});
{% endmacro %}
"""


class PageFigure(Figure):
    """A page in one language, its script inside its body and no style but what is linked."""

    _template = Template(FIGURE)

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = "zh-CN" if language == "zh" else "en"


class QuietMap(folium.Map):
    """A folium map that asks no foreign host and writes no style into the page."""

    _template = Template(MAP)
    default_js = [  # noqa: RUF012 — as folium declares it
        ("guard", "/static/js/guard.js"),
        ("leaflet", "/static/vendor/leaflet/leaflet.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", "/static/vendor/leaflet/leaflet.css"),
        ("tokens_css", "/static/css/tokens.css"),
        ("frame_css", "/static/css/frame.css"),
        ("controls_css", "/static/css/controls.css"),
        ("panel_css", "/static/css/panel.css"),
        ("symbols_css", "/static/css/symbols.css"),
        ("map_css", "/static/css/map.css"),
        ("forms_css", "/static/css/forms.css"),
        ("tracing_css", "/static/css/tracing.css"),
        ("phone_css", "/static/css/phone.css"),
        ("print_css", "/static/css/print.css"),
    ]


class Modules(MacroElement):
    """Mounts the modules: the page's skeleton, their configuration as JSON, and one module script."""

    _template = Template(shell_macros())

    def __init__(self, language: str, map_name: str, demonstration: bool, print_notice: str | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Modules"
        self.words = words_of(language)
        self.demonstration = demonstration
        self.modules = module_paths()
        pages = [{"id": page.id, "path": page.path} for page in listed_pages()]
        self.config = script_json(
            {
                "language": language,
                "map": map_name,
                "demonstration": demonstration,
                "words": self.words,
                "page": "map",
                "pages": pages,
                "print_notice": print_notice,
            }
        )


def script_json(value: Any) -> str:
    """JSON that is safe inside a ``<script>`` element.

    Examples
    --------
    >>> script_json({"name": "</script><script>"})
    '{"name": "\\\\u003c/script\\\\u003e\\\\u003cscript\\\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def map_page(language: str, demonstration: bool, print_notice: str | None = None) -> tuple[str, str]:
    """The map page and its Content-Security-Policy, kept by language, settings and the state of the assets."""
    return _map_page(language, demonstration, print_notice, static_stamp())


@lru_cache(maxsize=8)
def _map_page(language: str, demonstration: bool, print_notice: str | None, stamp: str) -> tuple[str, str]:
    frame = QuietMap(
        location=START,
        tiles=None,
        zoom_start=10,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.5,
        bounce_at_zoom_limits=False,
        max_bounds_viscosity=0.8,
    )
    frame.options |= {"min_zoom": 5, "max_zoom": 18}
    figure = PageFigure(language)
    figure.add_child(frame)
    frame.add_child(Modules(language, frame.get_name(), demonstration, print_notice))
    html = figure.render()
    return html, page_csp(html)


class _InlineScripts(HTMLParser):
    """Collects the text of every script that the browser would run from the page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        runs = given.get("type") in (None, "", "module", "text/javascript")
        self.open = tag == "script" and "src" not in given and runs
        if self.open:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1] += data


def page_csp(html: str) -> str:
    """The Content-Security-Policy of a page: this host alone, and its own inline scripts by their hash.

    Examples
    --------
    >>> "'sha256-" in page_csp("<script>1</script>"), "'sha256-" in page_csp("<p>a</p>")
    (True, False)
    """
    parser = _InlineScripts()
    parser.feed(html)
    parser.close()
    digests = (hashlib.sha256(text.encode()).digest() for text in parser.found)
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types default"
    )
