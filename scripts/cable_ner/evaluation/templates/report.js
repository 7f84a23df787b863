"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const one = (id) => document.getElementById(id);
  const [count, nothing, pairButton] = [one("count"), one("nothing"), one("pair")];
  const folded = (text) => text.toLowerCase().replace(/\s+/g, " ");
  // The words of a sentence without the labels between them.
  const words = (line) => Array.from(line.childNodes, (node) => (node.firstChild || node).data).join("");
  const groups = Array.from(document.querySelectorAll(".group"), (element) => ({
    element,
    form: element.querySelector("h3").textContent,
    errors: Array.from(element.querySelectorAll("li"), (item) => ({ item, ...item.dataset })),
  }));
  const total = groups.reduce((sum, group) => sum + group.errors.length, 0);
  const labels = Array.from(form.elements).filter((box) => box.name === "label").map((box) => box.nextElementSibling.textContent);
  let pair = null;

  const ticked = (name) => new Set(Array.from(form.querySelectorAll(`[name=${name}]:checked`), (box) => box.value));
  const searched = (error, group) => (error.text ??= folded(`${group.form} ${words(error.item.querySelector("dd"))}`));

  function apply() {
    const wanted = {
      text: folded(one("text").value).trim(), cable: one("cable").value, seen: one("seen")?.value,
      labels: ticked("label"), kinds: ticked("kind"),
    };
    const fits = (error, group) =>
      (!wanted.cable || error.c === wanted.cable) &&
      (!wanted.seen || error.s === wanted.seen) &&
      (!wanted.kinds.size || wanted.kinds.has(error.k)) &&
      (!wanted.labels.size || wanted.labels.has(error.g) || wanted.labels.has(error.p)) &&
      (!pair || (error.g === pair[0] && error.p === pair[1])) &&
      (!wanted.text || searched(error, group).includes(wanted.text));
    let [errors, names] = [0, 0];
    for (const group of groups) {
      let here = 0;
      for (const error of group.errors) {
        const fit = fits(error, group);
        if (error.item.hidden === fit) error.item.hidden = !fit;
        here += fit;
      }
      if (group.element.hidden !== !here) group.element.hidden = !here;
      errors += here;
      names += here > 0;
    }
    const many = (number, name) => `${number.toLocaleString("en")} ${name}${number === 1 ? "" : "s"}`;
    count.textContent = `${errors === total ? "" : "showing "}${many(errors, "error")} of ${many(names, "name")}` +
      (errors === total ? "" : `, out of ${many(total, "error")}`);
    nothing.hidden = errors > 0;
  }

  function setPair(next) {
    pair = next;
    pairButton.hidden = !pair;
    if (!pair) return;
    const [reference, predicted] = pair.map((index) => labels[index]);
    const found = predicted ? `${reference} found as ${predicted}` : `${reference} missed`;
    const name = `only ${reference ? found : `spurious ${predicted}`}`;
    pairButton.textContent = `${name} ✕`;
    pairButton.setAttribute("aria-label", `${name}: take this filter away`);
  }

  function clear() {
    setPair(null);
    form.reset();
  }

  function showAll() {
    clear();
    apply();
    one("text").focus(); // the button may be gone now
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("[data-clear]").forEach((button) => button.addEventListener("click", showAll));
  pairButton.addEventListener("click", () => { setPair(null); apply(); one("text").focus(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-pair], a[data-kind]");
    if (!link) return;
    clear();
    if (link.dataset.pair) setPair(link.dataset.pair.split(","));
    else form.querySelector(`[name=kind][value=${link.dataset.kind}]`).checked = true;
    apply();
  });
  form.hidden = false;
  apply(); // a browser that goes back to the page keeps what was typed
})();
