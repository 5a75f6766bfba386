"""What roles are called on the screen."""

from portal.core.i18n import _l
from portal.core.permissions import Role

ROLE_LABELS = {
    Role.OFFICER: _l("Petugas"),
    Role.PUBLISHER: _l("Penulis praktik"),
    Role.MENTOR: _l("Mentor"),
    Role.REGION_ADMIN: _l("Admin daerah"),
    Role.EDITOR: _l("Editor nasional"),
    Role.SYSTEM_ADMIN: _l("Admin sistem"),
    Role.EXPERT: _l("Ahli"),
}
