from . import test_audience_request
from . import test_audience_page
from . import test_audience_schedule
from . import test_audience_terms
from . import test_audience_telling
from . import test_audience_notice_mail
from . import test_audience_form
