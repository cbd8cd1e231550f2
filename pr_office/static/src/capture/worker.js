/* Keeps the page of /pr/capture and its programs for the time without signal.
 * The server puts `SETTINGS` ({version, page, files}) in front. */

const CACHE = `pr-capture-${SETTINGS.version}`;

self.addEventListener("install", (event) => {
    event.waitUntil(keepFiles().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
    event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
    if (event.request.method !== "GET") {
        return;
    }
    const url = new URL(event.request.url);
    if (url.origin !== self.location.origin) {
        return;
    }
    if (url.pathname === SETTINGS.page) {
        event.respondWith(servePage(event));
    } else if (SETTINGS.files.includes(url.pathname)) {
        event.respondWith(serveFile(event.request, url.pathname));
    }
});

async function keepFiles() {
    const cache = await caches.open(CACHE);
    const requests = SETTINGS.files.map((path) => new Request(path, { cache: "reload" }));
    await cache.addAll(requests);
    await renewPage();
}

async function dropOldCaches() {
    for (const name of await caches.keys()) {
        if (name.startsWith("pr-capture-") && name !== CACHE) {
            await caches.delete(name);
        }
    }
}

/** The kept page comes at once; a fresh one is fetched for the next time. */
async function servePage(event) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(SETTINGS.page);
    if (!kept) {
        return fetch(event.request);
    }
    event.waitUntil(renewPage().catch(() => {}));
    return kept;
}

/** A redirection means "log in": the kept page stays, it can still write down. */
async function renewPage() {
    const cache = await caches.open(CACHE);
    const fresh = await fetch(SETTINGS.page, { redirect: "manual", cache: "no-store" });
    if (fresh.status === 403 || fresh.status === 404) {
        await cache.delete(SETTINGS.page);
    }
    if (!fresh.ok) {
        return;
    }
    // A page of a newer version names programs that its own worker keeps.
    if ((await fresh.clone().text()).includes(SETTINGS.version)) {
        await cache.put(SETTINGS.page, fresh);
    }
}

async function serveFile(request, path) {
    const cache = await caches.open(CACHE);
    return (await cache.match(path)) || fetch(request);
}
