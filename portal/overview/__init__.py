"""Overview: pages over several features: home and its grid, regions, champions, plain text."""
