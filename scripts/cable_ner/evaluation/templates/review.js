"use strict";
// A key presses the button, or follows the link, that has it as data-key. The page that answers a form takes the place of this
// one without being loaded anew, which takes a browser three times as long. Without this script all of it works with a mouse.
(() => {
  const one = (selector) => document.querySelector(selector);
  const isTyping = (element) => element.matches("textarea, select, input:not([type=radio])");
  let isBusy = false;  // what is typed before the next question is there answers nothing

  async function send(form, button) {
    const fields = new FormData(form);
    if (button?.name) fields.set(button.name, button.value);
    const reach = one("#answer [name=reach]:checked");
    if (reach && fields.has("reach")) fields.set("reach", reach.value);  // (the other form has no choice of its own)
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.url);
    } catch {
      complain("The program does not answer: has it ended? Start it again, and open its new address.");
    }
  }

  function show(page, address) {
    document.title = page.title;
    document.body.replaceChildren(...page.body.children);  // (scripts of a page that was parsed so do not run)
    history.replaceState(null, "", address);
    scrollTo(0, 0);
    one("main").focus({ preventScroll: true });
  }

  function complain(text) {
    one(".said")?.remove();
    const said = document.createElement("p");
    said.className = "said bad";
    said.role = "alert";
    said.textContent = text;
    one("h1").before(said);
  }

  function turn(fieldset) {
    const choices = [...fieldset.querySelectorAll("input")];
    choices[(choices.findIndex((choice) => choice.checked) + 1) % choices.length].checked = true;
  }

  document.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    await send(event.target, event.submitter).finally(() => { isBusy = false; });
  });

  function open(extent) {
    extent.open = true;
    one("#right").focus();
    one("#right").select();
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.id === "extent" && event.target.open && !isTyping(document.activeElement)) open(event.target);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const extent = one("#extent");
    if (event.key === "Escape" && extent?.open) {
      extent.open = false;
      document.activeElement.blur();
      return;
    }
    if (isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key.startsWith("Arrow") && event.target.matches("input")) return;  // from one radio button to the next
    const control = one(`main [data-key="${CSS.escape(key)}"]`) ?? one(`nav [data-key="${CSS.escape(key)}"]`);
    if (!control) return;
    event.preventDefault();
    if (event.repeat || isBusy) return;
    if (control.matches("fieldset")) turn(control);
    else if (control.matches("summary")) open(extent);  // (a click tells of it later: the next key would be an answer)
    else control.click();
  });
})();
