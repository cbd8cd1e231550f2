from . import pr_change_holder
from . import pr_letter_bulk
from . import pr_precedence_approve
from . import pr_precedence_order
from . import pr_vcard_export
