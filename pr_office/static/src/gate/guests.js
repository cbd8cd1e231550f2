/* The guests of a gate: found by three letters, by their code, and who has come. */

const LEAST_LETTERS = 3;
export const SHOWN = 30;

export function fold(words) {
    return words
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .replace(/['’ʼ`´]/g, "")
        .toLowerCase();
}

export class Guests {
    constructor() {
        this.rows = new Map();
        this.arrivals = new Map();
    }

    /** `rows` as the server sends them: [id, name, post, seat, code, away]. */
    load(rows) {
        this.rows = new Map(
            rows.map(([id, name, post, seat, code, away]) => [
                id,
                { id, name, post, seat, code, away, words: fold(`${name} ${post}`) },
            ])
        );
    }

    get(id) {
        return this.rows.get(id);
    }

    /** Every word typed begins a word of name or post; too few letters find nobody. */
    search(typed) {
        const wanted = fold(typed).split(/[\s,.]+/).filter(Boolean);
        if (wanted.join("").length < LEAST_LETTERS) {
            return null;
        }
        return [...this.rows.values()].filter((guest) => {
            const words = guest.words.split(/[\s,.–-]+/);
            return wanted.every((part) => words.some((word) => word.startsWith(part)));
        });
    }

    /** The guest whose invitation's digest begins like this. */
    byCode(digest) {
        return [...this.rows.values()].find((guest) => digest.startsWith(guest.code));
    }

    /** `rows` as the server sends them: [guest, {at, where, who, number} or null]. */
    update(rows, whole) {
        if (whole) {
            this.arrivals.clear();
        }
        for (const [id, arrival] of rows) {
            this.note(id, arrival);
        }
    }

    note(id, arrival) {
        if (arrival) {
            this.arrivals.set(id, arrival);
        } else {
            this.arrivals.delete(id);
        }
    }

    arrival(id) {
        return this.arrivals.get(id);
    }
}

/** The digest of the link in a scanned text, and the link's token. */
export async function readCode(scanned) {
    const token = scanned.trim().replace(/[?#].*$/, "").replace(/\/+$/, "").split("/").pop();
    if (!window.crypto?.subtle) {
        return { token };
    }
    const bytes = new TextEncoder().encode(token);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return { token, digest: hex };
}
