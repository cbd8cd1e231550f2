from . import ir_sequence
from . import pr_numbered_mixin
