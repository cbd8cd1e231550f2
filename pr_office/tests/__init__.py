from .contacts import *
