"""What editors say of the search, and the nightly look at what it did."""
