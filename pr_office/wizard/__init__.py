from . import office
from . import contacts
from . import office
