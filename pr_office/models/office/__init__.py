from . import ir_rule
from . import ir_actions_report
from . import ir_sequence
from . import pr_numbered_mixin
from . import res_users
