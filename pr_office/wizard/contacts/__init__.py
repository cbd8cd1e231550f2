from . import pr_change_holder
