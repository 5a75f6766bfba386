"""How the grounds are called on which posts are reported and withheld."""

from collections.abc import Mapping

from portal.core.i18n import _l
from portal.threads.models.decisions import Ground

GROUNDS: Mapping[Ground, str] = {
    Ground.SPAM: _l("Iklan, judi, atau pesan massal"),
    Ground.PERSONAL_DATA: _l("Memuat data pribadi"),
    Ground.RUDE: _l("Tidak sopan"),
    Ground.MISLEADING: _l("Salah atau menyesatkan"),
    Ground.DUPLICATE: _l("Sudah pernah dibahas"),
    Ground.OTHER: _l("Alasan lain"),
}
