"""Word lists by which names are told from other words. Plain lower case, accents folded."""
