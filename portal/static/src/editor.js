// The editor works without this file: it saves by itself, shows previews, and spares reloads.
const doc = document;
const form = doc.querySelector("form[data-editor]");
const { saving, unsaved, offline, counted, preview, linked, entitled, next } = form.dataset;
const action = form.getAttribute("action"); // a field of this name hides the property
const state = form.querySelector("[data-state]");
const seen = doc.getElementById("pratinjau");
const store = `draf:${action}`;
const WAIT = 1500;
const RETRY = 8000;
let dirty = false;
let stopped = false;
let busy = false;
let timer, looking, asking;

function fields() {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

function say(text, link, url) {
  state.textContent = text;
  if (!url) return;
  const way = doc.createElement("a");
  way.href = url;
  way.textContent = link;
  state.append(" ", way);
}

// What could not be saved yet outlives a closed tab and a lost session.
function remember() {
  try {
    const typed = fields();
    typed.delete("csrf_token");
    localStorage.setItem(store, typed);
  } catch {
    // No room or no right: the page itself still holds what was typed.
  }
}

function forget() {
  localStorage.removeItem(store);
}

function blame(faults) {
  for (const old of form.querySelectorAll("[data-told]")) old.remove();
  for (const field of form.querySelectorAll("[data-blamed]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("data-blamed");
  }
  for (const { id, text } of faults) {
    const field = doc.getElementById(id);
    if (!field) continue;
    const note = doc.createElement("p");
    note.className = "fault";
    note.dataset.told = "";
    note.textContent = text;
    field.before(note);
    field.setAttribute("aria-invalid", "true");
    field.dataset.blamed = "";
  }
}

// Returns the status of the answer, 0 where there is none.
async function save() {
  clearTimeout(timer);
  if (stopped) return 409;
  if (busy) {
    later(WAIT);
    return 0;
  }
  busy = true;
  dirty = false;
  say(saving);
  try {
    const answer = await fetch(action, {
      method: "POST",
      body: fields(),
      headers: { Accept: "application/json" },
    });
    const { status } = answer;
    const told = answer.headers.get("Content-Type")?.includes("json") && (await answer.json());
    if (!told && status < 500) {
      // The session has ended; what was typed is offered again after signing in.
      dirty = true;
      say(unsaved + form.dataset.ended, form.dataset.enter, form.dataset.door);
      return status;
    }
    if (!told) throw new Error(status);
    blame(told.faults ?? []);
    if (answer.ok) {
      form.elements.token.value = told.token;
      say(told.text);
      if (!dirty) {
        forget();
        state.dataset.state = "saved";
      }
      return status;
    }
    dirty = true;
    stopped = status === 409;
    if (stopped) say(unsaved + told.text, form.dataset.theirs, told.url);
    else say(unsaved + told.text, form.dataset.there, `#${told.faults[0].id}`);
    return status;
  } catch {
    dirty = true;
    say(unsaved + offline);
    later(RETRY);
    return 0;
  } finally {
    busy = false;
  }
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(() => dirty && save(), wait);
}

function changed() {
  dirty = true;
  state.dataset.state = "dirty";
  remember();
  later(WAIT);
  if (!seen.hidden) {
    clearTimeout(looking);
    looking = setTimeout(look, 700);
  }
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(preview, { method: "POST", body: fields(), signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    seen.querySelector("[data-seen]").replaceChildren(...page.body.childNodes);
  } catch {
    // The last preview stays.
  }
}

function number(list) {
  [...list.children].forEach((row, index) => {
    for (const place of row.querySelectorAll("[data-number]")) place.textContent = index + 1;
  });
}

function add(rows) {
  const list = rows.querySelector("[data-list]");
  const key = `n${Date.now().toString(36)}`;
  const holder = doc.createElement("template");
  const path = rows.dataset.rows;
  holder.innerHTML = rows
    .querySelector("template")
    .innerHTML.replaceAll(`${path}.new`, `${path}.${key}`)
    .replaceAll(`f-${path}-new`, `f-${path}-${key}`);
  list.append(holder.content);
  number(list);
  list.lastElementChild.querySelector("select, input:not([type=hidden]), textarea").focus();
}

function move(button) {
  const row = button.closest("[data-row]");
  const list = row.parentElement;
  const way = button.dataset.move;
  if (way === "remove") {
    const next = row.nextElementSibling ?? row.previousElementSibling ?? list.parentElement;
    row.remove();
    next.focus();
  } else {
    if (way === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
  }
  number(list);
}

// Marks go around what is selected, or before each of its lines.
const LINES = { list: () => "- ", steps: (index) => `${index + 1}. ` };
const AROUND = {
  bold: (text) => ["**", text, "**"],
  link: (text) => ["[", text || linked, "](https://)"],
  source: (text) => ["[sumber: ", text || entitled, "]"],
};

function mark(area, kind) {
  const { value } = area;
  let { selectionStart: from, selectionEnd: to } = area;
  if (LINES[kind]) {
    from = value.lastIndexOf("\n", from - 1) + 1;
    const lines = value.slice(from, to).split("\n");
    const text = lines.map((line, index) => LINES[kind](index) + line).join("\n");
    const gap = from && value[from - 2] !== "\n" ? "\n" : "";
    area.setRangeText(gap + text, from, to, "end");
  } else {
    const [before, text, after] = AROUND[kind](value.slice(from, to));
    area.setRangeText(before + text + after, from, to, "end");
    area.setSelectionRange(from + before.length, from + before.length + text.length);
  }
  area.focus();
  changed();
}

function count() {
  for (const area of form.querySelectorAll("[data-words]")) {
    const words = area.value.split(/\s+/).filter(Boolean).length;
    const place = form.querySelector(`[data-count="${area.id}"]`);
    place.dataset.most ??= place.textContent;
    place.textContent = words ? `${words}${counted} · ${place.dataset.most}` : place.dataset.most;
    place.classList.toggle("over", words > Number(area.dataset.words));
  }
}

form.addEventListener("input", () => {
  count();
  changed();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { move: way, mark: kind } = button.dataset;
  if ("add" in button.dataset) add(button.closest("[data-rows]"));
  else if (way) move(button);
  else if ("see" in button.dataset) {
    seen.hidden = false;
    look().then(() => seen.scrollIntoView({ block: "nearest" }));
  } else {
    if (kind) mark(doc.getElementById(button.closest("[data-tools]").dataset.tools), kind);
    return;
  }
  event.preventDefault();
  if (!("see" in button.dataset)) changed();
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const onward = event.submitter?.value === "next";
  const status = await save();
  if (status === 200 && onward) location.assign(next);
  else if (status === 422) form.querySelector("[data-blamed]")?.focus();
  else if (status === 409) {
    forget();
    form.submit(); // the answer shows both texts
  }
});
addEventListener("online", () => dirty && save());
doc.addEventListener("visibilitychange", () => doc.hidden && dirty && save());

const left = localStorage.getItem(store);
const found = doc.querySelector("[data-left]");
if (left && new URLSearchParams(left).get("token") <= form.elements.token.value) {
  found.hidden = false;
  found.querySelector("[data-restore]").addEventListener("click", () => {
    const again = doc.createElement("form");
    again.method = "post";
    again.setAttribute("action", action);
    const typed = new URLSearchParams(left);
    typed.set("csrf_token", form.elements.csrf_token.value);
    typed.set("action", "stay");
    for (const [name, value] of typed) {
      const field = doc.createElement("textarea");
      field.name = name;
      field.value = value;
      again.append(field);
    }
    again.hidden = true;
    doc.body.append(again);
    forget();
    again.submit();
  });
  found.querySelector("[data-drop]").addEventListener("click", () => {
    forget();
    found.hidden = true;
  });
}
count();
