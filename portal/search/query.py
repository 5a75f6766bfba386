from dataclasses import dataclass

MAX_LENGTH = 200


@dataclass(frozen=True)
class ParsedQuery:
    text: str

    @property
    def is_empty(self):
        return not self.text

    @property
    def words(self):
        return self.text.split()


def parse(text, *, exact=False):
    return ParsedQuery(text)
