from . import test_office_auditor
from . import test_office_approval
from . import test_office_setup
from . import test_office_roles
from . import test_office_control
from . import test_office_privacy
from . import test_office_retention
from . import test_office_person
