from . import test_agenda_conflicts
from . import test_agenda_free_slots
from . import test_agenda_incoming
from . import test_agenda_mails
from . import test_agenda_public
from . import test_agenda_rights
from . import test_agenda_commitment
