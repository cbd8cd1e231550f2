from .contacts import *
from .agenda import *
from .audiences import *
from .protocol import *
from .press import *
from .office import *
