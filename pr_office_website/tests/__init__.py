from . import test_website_audience_form
