from . import pr_audience
from . import pr_audience_notice
from . import sms_tracker
