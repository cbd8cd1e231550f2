from . import calendar_attendee
from . import pr_entry_conflict_mixin
from . import pr_entry_representation_mixin
from . import calendar_event
from . import calendar_recurrence
from . import ir_rule
from . import pr_agenda
from . import pr_agenda_slot
