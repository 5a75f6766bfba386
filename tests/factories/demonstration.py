"""The people of the demonstration and all that they have done, with a password that tests know."""

from portal.accounts.queries import person_by_mail
from portal.accounts.services import passwords
from portal.admin import cast, country, story
from portal.core.settings import current_settings
from portal.core.uow import unit_of_work
from tests.factories.people import PASSWORD


def let_everything_happen() -> dict[str, str]:
    """Let everything happen in a portal with the library, and return {mail: role}."""
    settings = current_settings()
    invented = country.read(settings.content_dir)
    story.settle(invented)
    accounts = cast.welcome(invented.people, settings.data_dir)
    story.tell(invented)
    with unit_of_work():
        for account in accounts:
            person = person_by_mail(account.email)
            assert person is not None
            person.password_hash = passwords.hashed(PASSWORD)
    return {account.email: account.role for account in accounts}
