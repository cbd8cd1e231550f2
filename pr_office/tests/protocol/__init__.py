from . import test_protocol_event
from . import test_protocol_guest
from . import test_protocol_order
from . import test_protocol_rights
from . import test_protocol_rsvp
from . import test_protocol_print
from . import test_protocol_seating
from . import test_protocol_change
