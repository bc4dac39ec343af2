"""The knowledge service: articles and lookup tables in SQL, article search, the office finder's data."""
