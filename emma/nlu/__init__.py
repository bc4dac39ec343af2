"""Language understanding: the Rasa components of our own, and the article files they learn from."""
