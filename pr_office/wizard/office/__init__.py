from . import pr_annul_wizard
from . import pr_reason_wizard
from . import pr_approval_request
from . import pr_share_wizard
from . import pr_privacy_record
from . import pr_privacy_person
from . import pr_setup_holiday
from . import pr_setup_wizard
