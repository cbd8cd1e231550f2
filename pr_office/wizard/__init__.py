from . import office
from . import contacts
