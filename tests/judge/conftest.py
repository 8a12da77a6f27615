from tests.support.endpoint import connected, fake_openai

__all__ = ["connected", "fake_openai"]
