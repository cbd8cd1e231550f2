from . import test_press_clipping
from . import test_press_feed
from . import test_press_rights
from . import test_press_search
