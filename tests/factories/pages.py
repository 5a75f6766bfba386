"""Pages as a person reads them."""

from flask.testing import FlaskClient


def text_of(client: FlaskClient, path: str) -> str:
    """Return a page's markup with its white space folded; the page must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(answer.get_data(as_text=True).split())
