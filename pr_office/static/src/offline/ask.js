/* Asks the server. Whether an answer is the server's own is told by what it says:
 * the network of a hotel answers anything with a page of its own. */

/** {status, answer} of a request; status 0 when nothing came within `patience` ms. */
export async function ask(address, options = {}, patience = 20000) {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), patience);
    try {
        const response = await fetch(address, {
            credentials: "same-origin",
            cache: "no-store",
            signal: stop.signal,
            ...options,
        });
        const answer = await response.json().catch(() => ({}));
        return { status: response.status, answer };
    } catch {
        return { status: 0, answer: {} };
    } finally {
        clearTimeout(clock);
    }
}
