"""One module for each page; they only wire."""
