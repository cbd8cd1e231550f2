from .contacts import *
from .agenda import *
from .audiences import *
from .office import *
