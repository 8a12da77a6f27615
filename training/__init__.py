"""Training of the embedded judge; needs torch, which the app never does."""
