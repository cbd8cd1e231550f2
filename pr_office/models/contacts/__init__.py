from . import pr_form_of_address
from . import pr_institution_type
from . import pr_mandate
from . import pr_personage_category
from . import pr_position
from . import pr_position_category
from . import res_partner
