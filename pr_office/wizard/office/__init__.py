from . import pr_annul_wizard
from . import pr_reason_wizard
