from . import pr_audience_correction
from . import pr_audience_schedule
