def uninstall_hook(env):
    """Remove the entries that each website's menu got of ours."""
    env["website.menu"].search([("url", "=", "/audiencia")]).unlink()
