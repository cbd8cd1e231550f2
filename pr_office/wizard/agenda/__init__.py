from . import pr_commitment_close
