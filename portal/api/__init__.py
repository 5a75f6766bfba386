"""API: version 1, for programs; whatever the pages refuse, it refuses."""
