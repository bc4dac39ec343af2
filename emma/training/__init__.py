"""The training service: train a release, keep its row, know which one is live."""
