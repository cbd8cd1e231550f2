from . import contacts
from . import office
