"""`python -m app` is `rehearse`."""

from app.cli import main

main()
