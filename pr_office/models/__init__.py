from . import office  # first: its mixins are inherited by the others
from . import contacts
from . import agenda
from . import res_company
from . import res_config_settings
