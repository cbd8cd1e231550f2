from . import pr_audience_correction
from . import pr_audience_derive
from . import pr_audience_schedule
from . import pr_register_export
from . import pr_audience_told
from . import pr_audience_close
from . import pr_audience_validate
from . import pr_audience_month
