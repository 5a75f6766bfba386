// Searches the list of this page by the words that the file before it has set. Without this the
// list can be read all the same.
"use strict";
(() => {
  const form = document.getElementById("cari");
  const list = document.getElementById("praktik");
  const told = document.getElementById("kabar");
  const field = form.elements.q;
  const items = [...list.children];
  const texts = self.SOKOGURU_WORDS;

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // The word without what Indonesian and English put around it, where enough of it is left.
  function root(word) {
    const bare = word
      .replace(/(?:kah|lah|nya|ing|ed)$/, "")
      .replace(/(?:kan|an|i|s)$/, "")
      .replace(/^(?:meng|meny|men|mem|me|peng|peny|pen|pem|per|pe|ber|ter|di|ke|se)/, "");
    return bare.length > 3 ? bare : word;
  }

  function worth(word, [title, body]) {
    if (title.includes(` ${word}`)) return 8;
    if (body.includes(` ${word} `)) return 4;
    if (body.includes(` ${word}`)) return 3;
    return body.includes(root(word)) ? 1 : 0;
  }

  function found(words) {
    const worths = texts.map((text) => words.map((word) => worth(word, text)));
    const whole = worths.some((row) => !row.includes(0));
    return worths.map((row) =>
      whole && row.includes(0) ? 0 : row.reduce((sum, value) => sum + value, 0),
    );
  }

  function search() {
    const words = fold(field.value).match(/[\p{L}\p{N}]+/gu) ?? [];
    const scores = words.length ? found(words) : items.map(() => 1);
    const order = [...items.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
    list.replaceChildren(...order.map((place) => items[place]));
    items.forEach((item, place) => (item.hidden = !scores[place]));
    const count = scores.filter(Boolean).length;
    const said = count ? told.dataset.some.replace("{count}", count) : told.dataset.none;
    told.textContent = words.length ? said : "";
  }

  field.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.hidden = false;
})();
