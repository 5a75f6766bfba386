"""Overview: pages over several features: home with its grid, the regions and champions, pages of plain text."""
