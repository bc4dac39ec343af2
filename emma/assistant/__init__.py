"""The assistant: one turn is a function of text and state; the Rasa agent is embedded behind it."""
