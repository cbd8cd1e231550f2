/* Keeps pages and their programs for the time without signal.
 * The server puts `SETTINGS` in front: {name, version, page, prefix, files, lazy}.
 * `page` is kept from the beginning; with `prefix` each page under it once it was
 * opened. `files` are kept from the beginning, `lazy` ones once they were used. */

const CACHE = `${SETTINGS.name}-${SETTINGS.version}`;

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
    if (isPage(url.pathname)) {
        event.respondWith(servePage(event, url.pathname));
    } else if (SETTINGS.files.includes(url.pathname)) {
        event.respondWith(serveFile(event.request, url.pathname));
    } else if (SETTINGS.lazy.includes(url.pathname)) {
        event.respondWith(serveLazyFile(event.request, url.pathname));
    }
});

function isPage(path) {
    if (SETTINGS.page) {
        return path === SETTINGS.page;
    }
    const rest = path.startsWith(SETTINGS.prefix) && path.slice(SETTINGS.prefix.length);
    return Boolean(rest) && !/[/.]/.test(rest);
}

async function keepFiles() {
    const cache = await caches.open(CACHE);
    const requests = SETTINGS.files.map((path) => new Request(path, { cache: "reload" }));
    await cache.addAll(requests);
    if (SETTINGS.page) {
        await renewPage(SETTINGS.page);
    }
}

async function dropOldCaches() {
    for (const name of await caches.keys()) {
        if (name.startsWith(`${SETTINGS.name}-`) && name !== CACHE) {
            await caches.delete(name);
        }
    }
}

/** The kept page comes at once; a fresh one is fetched for the next time. */
async function servePage(event, path) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(path);
    if (!kept) {
        const fresh = await fetch(event.request);
        if (SETTINGS.prefix) {
            event.waitUntil(keepPage(path, fresh.clone()));
        }
        return fresh;
    }
    event.waitUntil(renewPage(path).catch(() => {}));
    return kept;
}

async function renewPage(path) {
    await keepPage(path, await fetch(path, { redirect: "manual", cache: "no-store" }));
}

/** A redirection means "log in": the kept page stays, it can still write down. */
async function keepPage(path, fresh) {
    const cache = await caches.open(CACHE);
    if (fresh.status === 403 || fresh.status === 404) {
        await cache.delete(path);
    }
    if (!fresh.ok) {
        return;
    }
    // A page of a newer version names programs that its own worker keeps.
    if ((await fresh.clone().text()).includes(SETTINGS.version)) {
        await cache.put(path, fresh);
    }
}

async function serveFile(request, path) {
    const cache = await caches.open(CACHE);
    return (await cache.match(path)) || fetch(request);
}

async function serveLazyFile(request, path) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(path);
    if (kept) {
        return kept;
    }
    const fresh = await fetch(request);
    if (fresh.ok) {
        await cache.put(path, fresh.clone());
    }
    return fresh;
}
