from . import test_office_auditor
