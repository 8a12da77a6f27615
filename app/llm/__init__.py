"""LLM endpoints: one protocol, one adapter for everything OpenAI-compatible."""
