from . import agenda
from . import approval
