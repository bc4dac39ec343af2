"""What the figures in the README come from: Emma beside Rasa's stock pipeline, on the same data and core."""
