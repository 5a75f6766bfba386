// Every page works without this file: it only saves reloads and one long press.
const doc = document;
const parts = () => doc.querySelectorAll("[data-part]");
const form = doc.querySelector("form[data-auto]");
let running;
let shown = location.pathname + location.search;

doc.documentElement.classList.add("js");

// Browsers that cannot show a closed drawer's content by CSS get it opened on wide screens.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches) {
  for (const drawer of doc.querySelectorAll(".drawer")) drawer.open = true;
}

// Whoever comes back from the identity provider needs to press no button.
doc.querySelector("form[data-onward]")?.requestSubmit();

function address() {
  const fields = [...new FormData(form)].filter(([, value]) => value);
  const url = new URL(form.action);
  url.search = new URLSearchParams(fields);
  return url.href;
}

function exchange(page) {
  const open = new Set([...doc.querySelectorAll("details[open][id]")].map((box) => box.id));
  const focused = doc.activeElement?.id;
  for (const part of parts()) {
    const fresh = page.getElementById(part.id);
    // What says the same stays: somebody may be about to press a link in it.
    if (part.innerHTML !== fresh.innerHTML) part.replaceChildren(...fresh.childNodes);
    part.removeAttribute("aria-busy");
  }
  for (const id of open) doc.getElementById(id)?.setAttribute("open", "");
  if (focused !== "q") form.elements.q.value = page.getElementById("q").value;
  doc.title = page.title;
  const feed = '[type="application/atom+xml"]';
  doc.head.querySelector(feed)?.replaceWith(page.head.querySelector(feed));
  return focused;
}

async function show(url, jump) {
  running?.abort();
  running = new AbortController();
  for (const part of parts()) part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: running.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("hasil")) throw new Error(answer.statusText);
    const focused = exchange(page);
    const total = doc.querySelector("[data-total]");
    doc.getElementById("live").textContent = jump ? "" : total.textContent;
    if (jump) total.focus();
    else doc.getElementById(focused)?.focus({ preventScroll: true });
    shown = location.pathname + location.search;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

function go(url, jump) {
  if (url !== location.href) history.pushState(null, "", url);
  show(url, jump);
}

if (form) {
  doc.addEventListener("change", (event) => {
    if (event.target.form === form && event.target.type !== "search") go(address());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(address(), true);
  });
  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    if (!link || !plain) return;
    event.preventDefault();
    go(link.href, true);
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(location.href);
  });
}

for (const button of doc.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = doc.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      doc.execCommand("copy");
    }
    doc.getElementById("live").textContent = button.textContent = button.dataset.done;
  });
}

// A search field as a combobox: what is suggested stands in a listbox, the focus stays in the field.
function suggest(field) {
  const names = "saran";
  let list, timer, asking;
  let at = -1;

  function tell(name, value) {
    if (value === undefined) field.removeAttribute(name);
    else field.setAttribute(name, value);
  }

  function mark(next) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    tell("aria-activedescendant", option?.id);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    if (list) doc.getElementById("live").textContent = "";
    list?.remove();
    list = undefined;
    at = -1;
    tell("aria-expanded", "false");
    tell("aria-activedescendant");
  }

  function open(found) {
    close();
    if (!found || doc.activeElement !== field) return;
    list = found;
    list.id = names;
    [...list.children].forEach((option, index) => (option.id = `${names}-${index}`));
    field.parentElement.append(list);
    tell("aria-expanded", "true");
    doc.getElementById("live").textContent = list.dataset.said;
    // Pressing an option must not take the focus away before the click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => choose(event.target.closest("[data-url]")));
  }

  function choose(option) {
    if (!option) return;
    const { url } = option.dataset;
    close();
    location.assign(url);
  }

  async function ask() {
    asking?.abort();
    const q = field.value.trim();
    if (q.length < 2 || !navigator.onLine || navigator.connection?.saveData) return close();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q })}`, { signal });
      const text = answer.ok ? await answer.text() : "";
      if (signal.aborted) return;
      open(new DOMParser().parseFromString(text, "text/html").querySelector("[role=listbox]"));
    } catch {
      if (!signal.aborted) close();
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    const { key, isComposing, altKey, ctrlKey, metaKey } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (isComposing || altKey || ctrlKey || metaKey) return;
    if (step && !list) ask();
    else if (step) mark((at + step + list.children.length + (at < 0 && step < 0)) % list.children.length);
    else if (key === "Escape" && list) close();
    else if (key === "Enter" && list && at >= 0) choose(list.children[at]);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  doc.addEventListener("submit", close);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", names],
    ["aria-expanded", "false"],
  ]) {
    tell(name, value);
  }
}

for (const field of doc.querySelectorAll("[data-suggest]")) suggest(field);

// While somebody asks: what resembles the title so far. It is then read before the form is sent.
function compare(holder) {
  const field = holder.querySelector("input");
  const place = doc.getElementById("mirip");
  let timer, asking;

  async function look() {
    asking?.abort();
    const q = field.value.trim();
    if (q.length < 8) return;
    asking = new AbortController();
    try {
      const url = new URL(holder.dataset.similar, location.href);
      url.searchParams.set("q", q);
      const answer = await fetch(url, { signal: asking.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
      field.form.elements.seen.value = "1";
    } catch {}
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
}

for (const holder of doc.querySelectorAll("[data-similar]")) compare(holder);
