from . import audience_form
