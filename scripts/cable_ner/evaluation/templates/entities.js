"use strict";
(() => {
  const PAGE = 100, FEW = 6;
  const one = (id) => document.getElementById(id);
  const { labels, slots, groups } = JSON.parse(one("data").textContent);
  // A group: label, name, mentions, cables, first day, last day, variants as [text, mentions, cables], how many there are,
  // and sentences as [cable, date, text before, name as written, text after].
  const LABEL = 0, NAME = 1, MENTIONS = 2, CABLES = 3, FIRST = 4, LAST = 5, VARIANTS = 6, MANY = 7, QUOTES = 8;
  const number = new Intl.NumberFormat("en").format;
  const many = (count, name) => `${number(count)} ${name}${count === 1 ? "" : "s"}`;
  const folded = (text) =>
    text.normalize("NFD").replace(/[\p{Mn}.'’‘]/gu, "").replace(/[\s\-‐–—]+/g, " ").toLowerCase().trim();
  const texts = new Map();  // what is searched in, made at the first search
  const text = (group) => {
    const written = () => [group[NAME], ...group[VARIANTS].map((variant) => variant[0])].join("\n");
    if (!texts.has(group)) texts.set(group, folded(written()));
    return texts.get(group);
  };
  const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });
  const ORDERS = {
    [NAME]: (a, b) => collator.compare(a[NAME], b[NAME]),
    [MENTIONS]: null,  // as they come
    [CABLES]: (a, b) => b[CABLES] - a[CABLES],
    [FIRST]: (a, b) => !a[FIRST] - !b[FIRST] || (a[FIRST] < b[FIRST] ? -1 : +(a[FIRST] > b[FIRST])),
    [LAST]: (a, b) => (a[LAST] > b[LAST] ? -1 : +(a[LAST] < b[LAST])),
  };
  const sorted = { [MENTIONS]: groups };
  let found = groups, page = 0;

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  const written = ([name, mentions]) => element("span", "", `${name}\u00a0`, element("i", "", number(mentions)));
  const spaced = (items) => items.flatMap((item) => [written(item), " "]);

  function quote([cable, date, before, name, after]) {
    const where = element("span", "where", date ? `${cable}, ${date}: ` : `${cable}: `);
    return element("li", "", where, before, element("mark", "", name), after);
  }

  function row(group) {
    const name = element("th", "", element("span", "title", group[NAME]));
    name.scope = "row";
    name.append(" ", element("b", `label n${slots[group[LABEL]]}`, labels[group[LABEL]]));
    const variants = group[VARIANTS], left = group[MANY] - variants.length;
    if (variants.length > 1) {
      name.append(element("span", "variants", ...spaced(variants.slice(0, FEW))));
      if (variants.length > FEW) {
        const rest = left ? `and ${number(left)} in variants.csv` : "";
        const more = element("span", "variants", ...spaced(variants.slice(FEW)), rest);
        name.append(element("details", "more", element("summary", "", `${number(group[MANY] - FEW)} more`), more));
      }
    }
    if (group[QUOTES].length) {
      const quotes = group[QUOTES].map(quote), count = group[CABLES];
      const title = quotes.length < count ? `Sentences from ${quotes.length} of ${many(count, "cable")}` : "Sentences";
      name.append(element("details", "more", element("summary", "", title), element("ul", "quotes", ...quotes)));
    }
    const [first, last] = [group[FIRST] || "–", group[LAST] || "–"];
    name.append(element("span", "small", first === last ? (group[FIRST] ? first : "") : `${first} to ${last}`));
    const counts = [group[MENTIONS], group[CABLES]].map((count) => element("td", "number", number(count)));
    return element("tr", "", name, ...counts, element("td", "day", first), element("td", "day", last));
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    one("rows").replaceChildren(...found.slice(page * PAGE, (page + 1) * PAGE).map(row));
    one("count").textContent = found.length === groups.length ? many(found.length, "name")
      : `${many(found.length, "name")} of ${number(groups.length)}`;
    one("page").textContent = `Page ${number(page + 1)} of ${number(pages)}`;
    one("previous").disabled = page === 0;
    one("next").disabled = page === pages - 1;
    document.querySelector(".pager").hidden = pages === 1;
    document.querySelector("#found table").hidden = found.length === 0;
  }

  function apply() {
    const words = folded(one("text").value).split(" ").filter(Boolean);
    const wanted = new Set(Array.from(document.querySelectorAll("[name=label]:checked"), (box) => +box.value));
    const order = one("order").value;
    sorted[order] ??= [...groups].sort(ORDERS[order]);
    found = sorted[order].filter((group) =>
      (!wanted.size || wanted.has(group[LABEL])) && words.every((word) => text(group).includes(word)));
    page = 0;
    show();
  }

  function turn(by) {
    page += by;
    show();
    one("found").focus({ preventScroll: true });
    one("found").scrollIntoView({ block: "start" });
  }

  const form = document.querySelector("#search form");
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  one("previous").addEventListener("click", () => turn(-1));
  one("next").addEventListener("click", () => turn(1));
  one("search").hidden = false;
  apply();  // (a browser may have kept what was typed before a reload)
})();
