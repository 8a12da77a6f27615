"""The smallest chat that Gradio makes: the baseline of bench/startup.py."""

from __future__ import annotations

import sys

import gradio as gr


def echo(message: str, history: list[object]) -> str:
    """Answer what was said."""
    return message


if __name__ == "__main__":
    gr.ChatInterface(echo).launch(server_port=int(sys.argv[1]), quiet=True)
