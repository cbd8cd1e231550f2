from . import test_contacts_calls
from . import test_contacts_mandate
from . import test_contacts_government
from . import test_contacts_partner_name
from . import test_contacts_letter
from . import test_contacts_precedence
from . import test_contacts_delivery
from . import test_contacts_vcard
