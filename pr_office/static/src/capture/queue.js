/* What was written down and not yet sent, in the browser's own database.
 *
 * An entry: {uuid, uid, at, what, who, place, latitude, longitude, days, date_due,
 * files: [{name, type, bytes}], refused}. `at` is milliseconds of the telephone's
 * clock; `refused` is why the server did not want it, else empty. */

const DATABASE = "pr-capture";
const STORE = "entries";

function wait(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

let opening = null;

function open() {
    if (!opening) {
        const request = indexedDB.open(DATABASE, 1);
        request.onupgradeneeded = () =>
            request.result.createObjectStore(STORE, { keyPath: "uuid" });
        opening = wait(request);
        opening.catch(() => (opening = null));
    }
    return opening;
}

async function change(action) {
    const transaction = (await open()).transaction(STORE, "readwrite");
    action(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
}

export function put(entry) {
    return change((store) => store.put(entry));
}

export function remove(uuid) {
    return change((store) => store.delete(uuid));
}

/** All entries, the oldest first. */
export async function list() {
    const store = (await open()).transaction(STORE).objectStore(STORE);
    const entries = await wait(store.getAll());
    return entries.sort((one, other) => one.at - other.at);
}

/** `crypto.randomUUID` is missing where the page is not served by HTTPS. */
export function makeUuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
