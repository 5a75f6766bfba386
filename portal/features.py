"""The order of the house, bottom to top; the architecture tests hold everything else to it."""

FEATURES = (
    "search",
    "vocabularies",
    "regions",
    "accounts",
    "follows",
    "practices",
    "saved",
    "mentors",
    "threads",
    "adoptions",
    "mentoring",
    "needs",
    "care",
    "notifications",
    "moderation",
    "overview",
    "reach",
    "figures",
    "admin",
    "api",
)
