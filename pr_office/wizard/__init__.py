from . import agenda
from . import audiences
from . import contacts
from . import office
from . import protocol
