from . import calendar_attendee
from . import calendar_event
from . import calendar_recurrence
from . import ir_rule
from . import pr_agenda
from . import pr_agenda_slot
