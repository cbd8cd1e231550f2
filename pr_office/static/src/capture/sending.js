/* Sends what waits. */

import { ask } from "./ask.js";
import * as queue from "./queue.js";

// A photo of 400 kB over a line of 20 kbit/s takes longer than two minutes.
const PATIENCE = 240000;

/** Who is logged in: {state: "in", uid, csrf_token, max_bytes}, or {state} of "out",
 * "not_staff" or "offline". */
export async function getSession() {
    const { status, answer } = await ask("/pr/capture/session", {}, PATIENCE);
    if (status === 200 && answer.csrf_token) {
        return { state: "in", ...answer };
    }
    const states = { 401: "out", 403: "not_staff" };
    return { state: (answer.error && states[status]) || "offline" };
}

function fill(entry, session) {
    const form = new FormData();
    form.append("csrf_token", session.csrf_token);
    form.append("age", Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
    for (const key of ["uuid", "what", "who", "place", "days", "date_due"]) {
        form.append(key, entry[key] ?? "");
    }
    if (entry.latitude !== undefined) {
        form.append("latitude", entry.latitude);
        form.append("longitude", entry.longitude);
    }
    for (const file of entry.files) {
        form.append(file.name, new Blob([file.bytes], { type: file.type }), file.name);
    }
    return form;
}

/** Sends one entry: "sent", "refused" (with the reason kept in it) or "later". */
async function sendOne(entry, session) {
    const body = fill(entry, session);
    const options = { method: "POST", body };
    const { status, answer } = await ask("/pr/capture/send", options, PATIENCE);
    if (status === 200 && answer.uuid === entry.uuid) {
        await queue.remove(entry.uuid);
        return "sent";
    }
    if ([413, 422].includes(status)) {
        await queue.put({ ...entry, refused: answer.error || String(status) });
        return "refused";
    }
    return "later";
}

/** Sends all entries of whoever is logged in, the oldest first.
 * Returns {session, sent: [entries], complete}: `complete` when none has to be tried
 * again. */
export async function sendAll() {
    const session = await getSession();
    const sent = [];
    let complete = session.state !== "offline";
    if (session.state === "in") {
        const own = (await queue.list()).filter((entry) => entry.uid === session.uid);
        for (const entry of own.filter((one) => !one.refused)) {
            const outcome = await sendOne(entry, session);
            if (outcome === "sent") {
                sent.push(entry);
            } else if (outcome === "later") {
                complete = false;
                break;
            }
        }
    }
    return { session, sent, complete };
}
