"use strict";

/* Rows that one looks through without a filter. */
const FEW = 6;

/* Tables that sort by their columns, and filter their rows. */
for (const table of document.querySelectorAll("table.sorts")) {
	const body = table.tBodies[0];
	const rows = [...body.rows];
	const heads = [...table.tHead.rows[0].cells];
	const texts = rows.map((row) =>
	    [...row.cells].map((cell) => cell.textContent).join("\n").toLowerCase());

	const valueOf = (row, at) => {
		const cell = row.cells[at];
		return cell.dataset.v ?? cell.textContent;
	};
	const whole = /^-?\d+$/;
	const compare = (a, b, numbers) => {
		if (numbers) {
			const x = Number(a), y = Number(b);
			if (x < y || x > y)
				return x < y ? -1 : 1;
			/* Integers that are the same as doubles. */
			if (whole.test(a) && whole.test(b)) {
				const i = BigInt(a), j = BigInt(b);
				return i < j ? -1 : i > j ? 1 : 0;
			}
		}
		return a < b ? -1 : a > b ? 1 : 0;
	};

	heads.forEach((head, at) => {
		const button = document.createElement("button");
		button.type = "button";
		button.append(...head.childNodes);
		head.append(button);
		head.setAttribute("aria-sort", "none");
		button.addEventListener("click", () => {
			const now = head.getAttribute("aria-sort");
			const next = now === "none" ? "ascending" :
			    now === "ascending" ? "descending" : "none";
			const sign = next === "descending" ? -1 : 1;
			const numbers = head.classList.contains("n");
			for (const other of heads)
				other.setAttribute("aria-sort", "none");
			head.setAttribute("aria-sort", next);
			const order = rows.map((row, i) => ({row, i, v: valueOf(row, at)}));
			/* Nulls come last, whichever way the others go. */
			if (next !== "none")
				order.sort((a, b) =>
				    (a.v === "") - (b.v === "") ||
				    sign * compare(a.v, b.v, numbers) || a.i - b.i);
			body.append(...order.map((item) => item.row));
		});
	});

	if (rows.length < FEW)
		continue;
	const bar = document.createElement("div");
	const label = document.createElement("label");
	const input = document.createElement("input");
	const count = document.createElement("output");
	bar.className = "bar";
	label.append("Filter ");
	input.type = "search";
	input.setAttribute("aria-label", "Filter: " + table.caption.textContent);
	input.spellcheck = false;
	label.append(input);
	bar.append(label, count);
	table.parentElement.before(bar);
	input.addEventListener("input", () => {
		const wanted = input.value.toLowerCase();
		let shown = 0;
		rows.forEach((row, i) => {
			row.hidden = !texts[i].includes(wanted);
			shown += !row.hidden;
		});
		count.textContent = wanted === "" ? "" :
		    shown + " of " + rows.length + " rows";
	});
}

/* The contents show which section is read. */
const links = new Map();
for (const link of document.querySelectorAll("nav a"))
	links.set(link.hash.slice(1), link);
const visible = new Set();
const observer = new IntersectionObserver((entries) => {
	for (const entry of entries)
		if (entry.isIntersecting)
			visible.add(entry.target);
		else
			visible.delete(entry.target);
	let first = null;
	for (const section of visible)
		if (first === null || section.offsetTop < first.offsetTop)
			first = section;
	if (first === null)
		return;
	for (const [id, link] of links)
		if (id === first.id)
			link.setAttribute("aria-current", "true");
		else
			link.removeAttribute("aria-current");
}, {rootMargin: "0px 0px -60% 0px"});
for (const section of document.querySelectorAll("section"))
	if (links.has(section.id))
		observer.observe(section);

/* Paper shows what is folded, too. */
addEventListener("beforeprint", () => {
	for (const folded of document.querySelectorAll("details"))
		folded.open = true;
});
