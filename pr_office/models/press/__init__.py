from . import pr_media_outlet
from . import pr_media_feed
from . import pr_press_topic
from . import pr_press_story
from . import pr_press_query_mixin
from . import pr_press_clipping
from . import res_company_press
from . import res_config_settings_press
