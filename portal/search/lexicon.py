class Lexicon:
    @classmethod
    def from_folder(cls, p):
        return cls()
