from . import agenda
from . import approval
from . import agenda_feed
from . import share
from . import capture
from . import audience_form
from . import visits
from . import audience_page
