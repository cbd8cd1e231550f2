/* Records kept in the browser's own database, one database a store. */

function wait(request) {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
}

/** A store of records with `keyPath` as their key: {put, remove, get, list}. */
export function makeStore(database, name, keyPath) {
    let opening = null;

    function open() {
        if (!opening) {
            const request = indexedDB.open(database, 1);
            request.onupgradeneeded = () =>
                request.result.createObjectStore(name, { keyPath });
            opening = wait(request);
            opening.catch(() => (opening = null));
        }
        return opening;
    }

    async function change(action) {
        const transaction = (await open()).transaction(name, "readwrite");
        action(transaction.objectStore(name));
        return new Promise((resolve, reject) => {
            transaction.oncomplete = resolve;
            transaction.onabort = transaction.onerror = () => reject(transaction.error);
        });
    }

    async function read(action) {
        return wait(action((await open()).transaction(name).objectStore(name)));
    }

    return {
        put: (record) => change((store) => store.put(record)),
        remove: (key) => change((store) => store.delete(key)),
        get: (key) => read((store) => store.get(key)),
        list: () => read((store) => store.getAll()),
    };
}

/** `crypto.randomUUID` is missing where the page is not served by HTTPS. */
export function makeUuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
