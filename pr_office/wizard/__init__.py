from . import agenda
from . import contacts
from . import office
