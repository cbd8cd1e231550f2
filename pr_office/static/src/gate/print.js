/* The list on paper, in letters as large as two pages of A4 allow. */

const PAGES = 2;
const LARGEST = 30;
const SMALLEST = 9;
// A4 less margins of 15 mm, in CSS pixels; a little less, since lines do not split.
const WIDTH = (180 / 25.4) * 96;
const HEIGHT = (267 / 25.4) * 96;
const FILLED = 0.94;

function element(tag, content, className = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...[content].flat());
    return made;
}

function fits(paper, size) {
    paper.style.fontSize = `${size}pt`;
    return paper.scrollHeight <= HEIGHT * PAGES * FILLED;
}

/** Prints `lines` of [words, how it is said] at the largest size that fits. */
export function printList(paper, title, subtitle, lines, closing) {
    const rows = lines.map(([words, say]) =>
        element("li", say ? [words, element("small", say)] : words)
    );
    paper.replaceChildren(
        element("h1", title),
        element("p", subtitle, "when"),
        element("ol", rows),
        element("p", closing, "closing")
    );
    paper.classList.add("measured");
    paper.style.width = `${WIDTH}px`;
    let size = LARGEST;
    while (size > SMALLEST && !fits(paper, size)) {
        size -= 0.5;
    }
    paper.classList.remove("measured");
    paper.style.width = "";
    window.print();
}
