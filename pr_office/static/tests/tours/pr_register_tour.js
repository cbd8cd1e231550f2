import { registry } from "@web/core/registry";

const DIALOG = ".modal:not(.o_inactive_modal) ";

/** Enter somebody who is not in the register yet as holder, in the dialog. */
function newHolder(given, surname, firstDay) {
    const steps = [
        {
            content: "Open the dialog from the post",
            trigger: ".o_field_widget[name=pr_position_ids] button[name=action_change_holder]",
            run: "click",
        },
        {
            content: "The holder is a new person",
            trigger: `${DIALOG}.o_field_widget[name=who] input[data-value=new]`,
            run: "click",
        },
        {
            content: "Given names",
            trigger: `${DIALOG}.o_field_widget[name=given_names] input`,
            run: `edit ${given}`,
        },
        {
            content: "Surname",
            trigger: `${DIALOG}.o_field_widget[name=surname] input`,
            run: `edit ${surname} && press Tab`,
        },
    ];
    if (firstDay) {
        steps.push(
            {
                content: "First day",
                trigger: `${DIALOG}.o_field_widget[name=date_start] button`,
                run: "click",
            },
            {
                content: "First day, typed",
                trigger: `${DIALOG}.o_field_widget[name=date_start] input`,
                run: `edit ${firstDay} && press Tab`,
            }
        );
    }
    return [
        ...steps,
        {
            content: "The dialog says what it will do",
            trigger: `${DIALOG}.o_field_widget[name=summary]:contains(${given} ${surname})`,
        },
        {
            content: "Record it",
            trigger: `${DIALOG}button[name=action_change]`,
            run: "click",
        },
        {
            content: "The institution shows who holds the post",
            trigger: `.o_form_view:not(:has(.modal)) .o_field_widget[name=pr_position_ids] td[name=holder_label]:contains(${given} ${surname})`,
        },
    ];
}

registry.category("web_tour.tours").add("pr_register", {
    url: "/odoo/pr-institutions",
    steps: () => [
        {
            content: "New institution",
            trigger: ".o_control_panel .o-kanban-button-new",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_field_widget[name=name] textarea",
            run: "edit Comunidad Campesina de Ccahuana",
        },
        {
            content: "Its acronym",
            trigger: ".o_field_widget[name=pr_acronym] input",
            run: "edit CCC",
        },
        {
            content: "A post of it",
            trigger: ".o_field_widget[name=pr_position_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name of the post",
            trigger: ".o_field_widget[name=pr_position_ids] .o_field_widget[name=name] input",
            run: "edit Presidente/a",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved",
        },
        ...newHolder("Santos", "Huamán", "01/01/2020"),
        ...newHolder("Luz", "Quispe"),
        {
            content: "To the people",
            trigger: "button[data-menu-xmlid='pr_office.pr_register_menu']",
            run: "click",
        },
        {
            content: "People",
            trigger: "a[data-menu-xmlid='pr_office.pr_person_menu']",
            run: "click",
        },
        {
            content: "The list of people is there",
            trigger: ".o_breadcrumb:contains(People)",
        },
        {
            content: "Look for Waman",
            trigger: ".o_searchview_input",
            run: "edit waman",
        },
        {
            content: "By name",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Name)",
            run: "click",
        },
        {
            content: "He is found under Huamán, and his card tells of no post today",
            trigger: ".o_kanban_record:contains(Santos Huamán):not(:contains(CCC))",
            run: "click",
        },
        {
            content: "His page keeps the post he held",
            trigger: ".o_field_widget[name=pr_mandate_ids] td[name=state]:contains(Ended)",
        },
    ],
});
