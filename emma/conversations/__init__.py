"""The conversation service: open, receive a message, answer it, read on. Only this package writes these rows."""
