"""The web process: public chat, pages, the REST channel."""
