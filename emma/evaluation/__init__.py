"""The evaluation service: held-out messages in, predictions beside what was expected, figures out.

Predicting and scoring are separate steps: predictions can be kept and scored again without a model.
"""
