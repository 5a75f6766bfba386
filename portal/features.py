"""The order of the house, bottom to top; the architecture tests hold everything else to it."""

FEATURES = (
    "search",
    "vocabularies",
    "regions",
    "accounts",
    "follows",
    "practices",
    "mentors",
    "threads",
    "adoptions",
    "mentoring",
    "notifications",
    "moderation",
    "overview",
    "admin",
    "api",
)
