from . import office  # first: its mixins are inherited by the others
from . import agenda  # before contacts: an agreement extends the commitment
from . import agenda  # agreements of contacts extend its commitments
from . import contacts
from . import res_company
from . import res_config_settings
