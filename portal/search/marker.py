from markupsafe import Markup


class Marker:
    def __init__(self, query, corrections):
        pass

    def mark(self, t):
        return Markup.escape(t)

    def snippet(self, texts, *, length):
        return Markup("")
