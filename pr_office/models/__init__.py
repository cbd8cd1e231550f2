from . import agenda
from . import office
from . import contacts
from . import res_company
from . import res_config_settings
