/* What was tapped and not yet sent. Taps are sent in their order; each has a number
 * of its own, so that the server counts it once however often it comes.
 *
 * A tap: {uuid, key, at, do, guest, page, link, name, post, of}; `at` is milliseconds
 * of the telephone's clock, only ever compared with itself. */

import { makeStore, makeUuid } from "./store.js";
import { askGate } from "./screen.js";

const AT_ONCE = 100;
const FIRST_RETRY = 2000;
const LAST_RETRY = 60000;
const KEY = location.pathname;

const store = makeStore("pr-gate-taps", "taps", "uuid");
let order = 0;
let retry = FIRST_RETRY;
let timer = null;
let sending = null;

export async function waiting() {
    const taps = (await store.list()).filter((tap) => tap.key === KEY);
    return taps.sort((one, other) => one.at - other.at || one.order - other.order);
}

/** Keeps a tap and returns it; it is sent by `send`. */
export async function add(tap) {
    const made = { ...tap, uuid: makeUuid(), key: KEY, at: Date.now(), order: order++ };
    await store.put(made);
    return made;
}

function prepare({ uuid, at, do: what, guest, page, link, name, post, of }) {
    const age = Math.max(0, (Date.now() - at) / 1000);
    return { uuid, age, do: what, guest, page, link, name, post, of };
}

async function sendSome(getDevice, onResults) {
    const taps = (await waiting()).slice(0, AT_ONCE);
    const device = taps.length && (await getDevice());
    if (!device) {
        return "done";
    }
    const body = { taps: taps.map(prepare) };
    const { status, answer } = await askGate("send", { device, body });
    if (status !== 200 || !Array.isArray(answer.results)) {
        return status === 403 && answer.code ? answer : "later";
    }
    const byNumber = new Map(taps.map((tap) => [tap.uuid, tap]));
    const results = answer.results.filter((result) => byNumber.has(result.uuid));
    for (const result of results) {
        await store.remove(result.uuid);
    }
    await onResults(results.map((result) => [byNumber.get(result.uuid), result]));
    return results.length ? "more" : "later";
}

async function sendAll(getDevice, onResults, onRefused) {
    clearTimeout(timer);
    let outcome = "more";
    while (outcome === "more") {
        outcome = await sendSome(getDevice, onResults);
    }
    if (outcome === "done") {
        retry = FIRST_RETRY;
    } else if (outcome === "later") {
        timer = setTimeout(() => send(getDevice, onResults, onRefused), retry);
        retry = Math.min(retry * 2, LAST_RETRY);
    } else {
        onRefused(outcome);
    }
}

/** Sends all that waits, the oldest first; asked again meanwhile, it goes on.
 * `onResults` gets [[tap, result]], `onRefused` the answer to a withdrawn telephone. */
export async function send(getDevice, onResults, onRefused) {
    if (sending) {
        await sending;
        if (!(await waiting()).length || sending) {
            return;
        }
    }
    sending = sendAll(getDevice, onResults, onRefused).finally(() => (sending = null));
    await sending;
}

export function sendSoon(...how) {
    retry = FIRST_RETRY;
    return send(...how);
}
