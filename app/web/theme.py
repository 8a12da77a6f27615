"""Gradio's theme, told to use the room's own colours, which style.css defines."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files

import gradio as gr

from app.web import words
from app.web.visitor import COOKIE

PAPER = {"light": "#faf7f1", "dark": "#1f2022"}
"""The page's background, needed as a plain colour before style.css has loaded."""
INK = {"light": "#1d2330", "dark": "#ece7dd"}

_ROOM = {
    "background_fill_primary": "var(--raised)",
    "background_fill_secondary": "var(--paper)",
    "block_background_fill": "transparent",
    "block_border_width": "0px",
    "block_shadow": "none",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "body_text_color_subdued": "var(--soft)",
    "block_label_text_color": "var(--soft)",
    "link_text_color": "var(--accent)",
    "link_text_color_hover": "var(--accent)",
    "link_text_color_active": "var(--accent)",
    "link_text_color_visited": "var(--accent)",
    "input_background_fill": "var(--raised)",
    "input_background_fill_focus": "var(--raised)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--soft)",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-deep)",
    "button_primary_text_color": "var(--on-accent)",
    "button_primary_text_color_hover": "var(--on-accent)",
    "button_primary_border_color": "transparent",
    "button_primary_shadow": "none",
    "color_accent": "var(--accent)",
    "color_accent_soft": "var(--sunk)",
    "loader_color": "var(--accent)",
}


def theme() -> gr.themes.Base:
    """Return the theme. Its fonts are named for style.css, so that none is fetched."""
    made = gr.themes.Base(font=("var(--text-face)",), font_mono=("ui-monospace", "monospace"))
    values = {
        name: value
        for plain, value in _ROOM.items()
        for name in (plain, f"{plain}_dark")
        if hasattr(made, name) or name == plain
    }
    return made.set(
        body_background_fill=PAPER["light"],
        body_background_fill_dark=PAPER["dark"],
        body_text_color=INK["light"],
        body_text_color_dark=INK["dark"],
        **values,
    )


STYLES = (
    "style.css",
    "trainer.css",
    "prepare.css",
    "coach.css",
    "attempts.css",
    "after.css",
    "comfort.css",
    "progress.css",
    "privacy.css",
    "print.css",
)
SCRIPTS = (
    "words.js",
    "frame.js",
    "commands.js",
    "message.js",
    "talk.js",
    "evidence.js",
    "help.js",
    "guide.js",
    "voice.js",
    "trainer.js",
    "prepare.js",
    "coach.js",
    "attempts.js",
    "after.js",
    "progress.js",
    "privacy.js",
)


def head(audio: str = "off", host: str = "", *, accounts: bool = False) -> str:
    """Return what goes into the page's head: our stylesheets and scripts, inline.

    `audio` is whose voices may be used (`Settings.audio`), `host` the endpoint that sound goes to.
    With `accounts` the scripts ask who is signed in, and show it.
    """
    voices = f'<meta name="room-audio" content="{escape(audio)}" data-host="{escape(host)}">'
    assets = files(__name__.rpartition(".")[0]) / "assets"
    style, script = (
        "\n".join((assets / name).read_text(encoding="utf-8") for name in names)
        for names in (STYLES, SCRIPTS)
    )
    signed = '<meta name="room-accounts" content="on">' if accounts else ""
    return f"{voices}{signed}<style>\n{style}\n</style><script>\n{_words()}\n{script}\n</script>"


def _words() -> str:
    """Return what words.js needs to speak every language."""
    told = {
        "languages": words.LANGUAGES,
        "sentences": words.for_scripts(),
        "cookie": COOKIE,
    }
    # A sentence must not be able to close the script that it stands in.
    written = json.dumps(told).replace("</", "<\\/")
    return f"window.roomWords = {written};"
