import {registry} from "@web/core/registry";

/**
 * Opens the first page of the application and, over it, the set-up of the office.
 */
async function startAction(env, action) {
    await env.services.action.doAction(action.params.start, {clearBreadcrumbs: true});
    return "pr_office.pr_setup_wizard_action";
}

registry.category("actions").add("pr_office.start", startAction);
