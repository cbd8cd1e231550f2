from . import office  # first: its mixins are inherited by the others
from . import agenda  # before contacts: an agreement extends the commitment
from . import contacts
from . import audiences
from . import protocol
from . import press
from . import res_company
from . import res_config_settings
