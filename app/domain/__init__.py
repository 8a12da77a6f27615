"""What the product is about: frozen models and pure rules, no I/O."""
