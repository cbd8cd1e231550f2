from .contacts import *
from .agenda import *
