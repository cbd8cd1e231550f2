"""Pure functions, tested without Odoo.

`from pr_office.tools import names` finds the functions without running the addon's
own __init__.py, which would need Odoo.
"""

import sys
from types import ModuleType

from tools import addons, paths

for name in addons.names():
    package = ModuleType(name)
    package.__path__ = [str(paths.ROOT / name)]
    sys.modules[name] = package
