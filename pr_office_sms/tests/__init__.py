from . import test_sms_notice
