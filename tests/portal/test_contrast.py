"""Every pair of colours that the look promises, computed from tokens.css in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css").read_text()
DARK_BEGINS = TOKENS.index("@media (prefers-color-scheme: dark)")
GROUNDS = ("paper", "card", "mist")

BODY, TEXT, CONTROL = 7.0, 4.5, 3.0


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;", css))


LIGHT = declared(TOKENS[:DARK_BEGINS])
THEMES = {"light": LIGHT, "dark": LIGHT | declared(TOKENS[DARK_BEGINS:])}

PAIRS = [
    *(("ink", ground, BODY) for ground in (*GROUNDS, "urgent-ground", "advice-ground")),
    *(("ink-soft", ground, TEXT) for ground in GROUNDS),
    *(("link", ground, TEXT) for ground in GROUNDS),
    *(("link-hover", ground, TEXT) for ground in GROUNDS),
    *(("visited", ground, TEXT) for ground in GROUNDS),
    *(("field", ground, CONTROL) for ground in GROUNDS),
    *(("accent", ground, CONTROL) for ground in GROUNDS),
    *(("line-art", ground, CONTROL) for ground in GROUNDS),
    *(("done", ground, TEXT) for ground in (*GROUNDS, "done-ground")),
    *(("urgent", ground, TEXT) for ground in ("paper", "card", "urgent-ground")),
    *(("advice", ground, TEXT) for ground in ("paper", "card", "advice-ground")),
    ("ink", "tint", TEXT),
    ("action-ink", "action", TEXT),
    ("action-ink", "action-hover", TEXT),
    ("header-ink", "header", BODY),
    ("header-ink", "header-deep", BODY),
    ("header-soft", "header", TEXT),
    ("header", "header-soft", TEXT),
    ("emergency-ink", "emergency", TEXT),
    ("emergency-edge", "paper", CONTROL),
    ("focus-glow", "header", CONTROL),
    ("focus-glow", "emergency", CONTROL),
    ("focus", "focus-glow", CONTROL),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("colour", "ground", "floor"), PAIRS)
def test_a_pair_of_colours_has_its_contrast(theme, colour, ground, floor):
    tokens = THEMES[theme]
    assert contrast(tokens[colour], tokens[ground]) >= floor


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_ring_carries_in_the_light_theme_and_its_glow_in_the_dark_one(ground):
    light, dark = THEMES["light"], THEMES["dark"]
    assert contrast(light["focus"], light[ground]) >= CONTROL
    assert contrast(dark["focus-glow"], dark[ground]) >= CONTROL


def test_components_use_tokens_only():
    sheets = (Path(__file__).resolve().parents[2] / "static" / "css" / "components").glob("*.css")
    typed = {sheet.name: found for sheet in sheets if (found := re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text()))}
    assert not typed
