"""OAI-PMH 2.0: other catalogues keep copies of what the portal says of its practices."""
