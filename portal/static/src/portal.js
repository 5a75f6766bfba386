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
    part.replaceChildren(...page.getElementById(part.id).childNodes);
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
  history.pushState(null, "", url);
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
