"""How what belongs to sessions and endings is called."""

from collections.abc import Mapping

from portal.core.i18n import _l
from portal.mentoring.models.closing import Again, Lasted, Reached
from portal.mentoring.models.sessions import Mode, Side

MODES: Mapping[Mode, str] = {
    Mode.IN_PERSON: _l("Tatap muka"),
    Mode.ONLINE: _l("Daring"),
    Mode.VISIT: _l("Kunjungan"),
}
LENGTHS: Mapping[int, str] = {
    60: _l("1 jam"),
    90: _l("1,5 jam"),
    120: _l("2 jam"),
    240: _l("Setengah hari"),
    480: _l("Sehari penuh"),
}
REACHED: Mapping[Reached, str] = {
    Reached.YES: _l("Tercapai"),
    Reached.PARTLY: _l("Tercapai sebagian"),
    Reached.NO: _l("Belum tercapai"),
}
AGAIN: Mapping[Again, str] = {
    Again.YES: _l("Ya"),
    Again.MAYBE: _l("Mungkin"),
    Again.NO: _l("Tidak"),
}
LASTED: Mapping[Lasted, str] = {
    Lasted.YES: _l("Bertahan"),
    Lasted.PARTLY: _l("Bertahan sebagian"),
    Lasted.NO: _l("Tidak bertahan"),
}
SIDES: Mapping[Side, str] = {
    Side.LEARNER: _l("Daerah yang belajar"),
    Side.CHAMPION: _l("Daerah yang mendampingi"),
}
