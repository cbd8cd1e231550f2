from .contacts import *
from .agenda import *
from .office import *
