from . import pr_annul_wizard
