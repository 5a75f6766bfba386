"""The order of the house, bottom to top; the application and the architecture tests read it."""

FEATURES = ("search", "vocabularies", "regions", "accounts", "practices", "overview", "api")
