"""The desk's service: what an agent does with a conversation held. Above conversations, handoffs and the vault."""
