/* What was written down and not yet sent, in the browser's own database.
 *
 * An entry: {uuid, uid, at, what, who, place, latitude, longitude, days, date_due,
 * files: [{name, type, bytes}], refused}. `at` is milliseconds of the telephone's
 * clock; `refused` is why the server did not want it, else empty. */

import { makeStore } from "./store.js";

export { makeUuid } from "./store.js";

const store = makeStore("pr-capture", "entries", "uuid");

export const put = store.put;
export const remove = store.remove;

/** All entries, the oldest first. */
export async function list() {
    return (await store.list()).sort((one, other) => one.at - other.at);
}
