from . import pr_event_invite
from . import pr_event_represent
from . import pr_event_move
from . import pr_event_change
from . import pr_event_send
