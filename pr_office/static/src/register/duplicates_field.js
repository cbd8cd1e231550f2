import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Contacts that may be the one being typed, each with why, and the way to it.
 *
 * Opening one drops what was typed: saving it would make the very duplicate.
 */
export class DuplicatesField extends Component {
    static template = "pr_office.DuplicatesField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get duplicates() {
        const {data} = this.props.record;
        const reasons = (data[this.props.name] || "").split("\n");
        const ids = data.pr_duplicate_ids.currentIds;
        return ids.map((id, index) => ({id, reason: reasons[index]}));
    }

    get canOpen() {
        return !this.env.inDialog;
    }

    async open(id) {
        const action = await this.orm.call("res.partner", "get_formview_action", [[id]]);
        const options = this.props.record.isNew
            ? {forceLeave: true, stackPosition: "replaceCurrentAction"}
            : {};
        await this.action.doAction(action, options);
    }
}

export const duplicatesField = {
    component: DuplicatesField,
    supportedTypes: ["text"],
    fieldDependencies: [{name: "pr_duplicate_ids", type: "many2many"}],
};

registry.category("fields").add("pr_duplicates", duplicatesField);
