"""The browser pages: renderers that are pure, and a Gradio shell that only wires."""
