/* What waits: changes of the list that is being read, and alerts from the gates. */

import { byId, element, text } from "./screen.js";

function describe({ kind, text: words, after }) {
    if (kind !== "added") {
        return text(kind, words);
    }
    return `${text("added", words)} ${after ? text("after", after) : text("first")}`;
}

/** The strip of changes; it is there only while some wait. */
export function showStrip(changes) {
    byId("strip").hidden = !changes.length;
    byId("strip_title").textContent =
        changes.length === 1 ? text("one_change") : text("many_changes", changes.length);
    const rows = changes.map((row) => element("li", describe(row)));
    byId("strip_list").replaceChildren(...rows);
}

/** What the gates told; with `onMove(action, number)` it can be attended to. */
export function showAlerts(alerts, onMove) {
    const rows = alerts.map((alert) => {
        const row = element("p", [element("b", alert.at), " ", alert.text]);
        row.className = `alert ${alert.kind}`;
        if (onMove) {
            const actions = alert.instead ? ["instead", "handled"] : ["handled"];
            for (const action of actions) {
                const button = element("button", text(action), { type: "button" });
                button.onclick = () => onMove(action, alert.id);
                row.append(" ", button);
            }
        }
        return row;
    });
    byId("alerts").replaceChildren(...rows);
}
