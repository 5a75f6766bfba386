"""Overview: pages over several features: home with its grid, the regions, pages of plain text."""
