from . import test_contacts_mandate
