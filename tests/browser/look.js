// Touches and clicks everything on a page that people wrote on, and returns what is not ours there.
() => {
  const odd = [];
  const isFeed = document.contentType !== "text/html";
  const told = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const harmless = (url) => ["http:", "https:", "mailto:"].includes(url.protocol);
  const EVENTS = ["pointerover", "mouseover", "mousemove", "pointerdown", "mousedown", "click"];
  const LEADING = { href: 1, src: 1, action: 1, formaction: 1, poster: 1, data: 1, background: 1, srcset: 1, cite: 1, "data-url": 1 };
  const NEVER =
    "iframe, frame, frameset, object, embed, applet, base, math, foreignObject, portal, style, " +
    "marquee, keygen, isindex, xmp, plaintext, noembed, animate, set, dialog, audio, video, track, " +
    "svg script, svg a, svg image, svg style, [srcdoc], [ping], [style], [autofocus], " +
    "[shadowrootmode], [popover], area, link[rel~=preload], link[rel~=modulepreload], link[rel~=manifest]";
  const PROSE = new Set(
    "A BLOCKQUOTE BR CODE EM H3 H4 HR LI OL P PRE SPAN STRONG TABLE TBODY TD TH THEAD TR UL".split(" "),
  );
  const CLASSES = new Set(["refs", "vh"]);

  function looked(element) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) odd.push(`${name}: ${told(element)}`);
      if (!(name in LEADING) && name !== "xlink:href") continue;
      if (name === "xlink:href" && value.startsWith("#")) continue;
      let url;
      try {
        url = new URL(name === "srcset" ? value.trim().split(" ")[0] : value, document.baseURI);
      } catch {
        odd.push(`no address: ${told(element)}`);
        continue;
      }
      if (!(element.localName === "a" || isFeed ? harmless(url) : url.origin === location.origin)) odd.push(`${name}: ${told(element)}`);
    }
  }

  function proseLooked(element) {
    const names = element.getAttributeNames();
    const allowed = { A: ["href", "rel"], SPAN: ["class"], TD: ["align"], TH: ["align"] }[element.tagName] ?? [];
    if (!PROSE.has(element.tagName)) odd.push(`in a text: ${told(element)}`);
    if (names.some((name) => !allowed.includes(name))) odd.push(`in a text: ${told(element)}`);
    if (element.className && !CLASSES.has(element.className)) odd.push(`in a text: ${told(element)}`);
    if (element.tagName !== "A" || !element.hasAttribute("href")) return;
    if (element.origin !== location.origin && !/nofollow/.test(element.rel)) odd.push(`trusted: ${told(element)}`);
  }

  // Chromium dresses a feed with a style of its own.
  for (const element of document.querySelectorAll(isFeed ? "script" : NEVER)) odd.push(`element: ${told(element)}`);
  for (const script of document.scripts) {
    if (script.type === "application/ld+json") {
      try {
        JSON.parse(script.textContent);
      } catch {
        odd.push(`broken data: ${told(script)}`);
      }
    } else if (!script.src.startsWith(`${location.origin}/static/`)) odd.push(`script: ${told(script)}`);
  }
  for (const meta of document.querySelectorAll("meta[http-equiv]")) odd.push(`element: ${told(meta)}`);
  for (const element of document.querySelectorAll("*")) looked(element);
  for (const element of document.querySelectorAll(".prose *")) proseLooked(element);
  // 3131 * 17, which texts ask templates for.
  if (document.documentElement.textContent.includes("53227")) odd.push("calculated");

  // Real links are not followed and nothing is sent; whatever else a click starts may start.
  const quiet = (event) => {
    const at = event.target.closest("a[href], button, input, label, [data-url]");
    if (event.type === "submit" || (at && (at.localName !== "a" || harmless(at)))) event.preventDefault();
    if (at?.matches("[data-swap], [data-url], button, input, label")) event.stopImmediatePropagation();
  };
  addEventListener("click", quiet, true);
  addEventListener("submit", quiet, true);
  for (const box of document.querySelectorAll("details")) box.open = true;
  for (const element of document.querySelectorAll("main *, body > :not(header, footer) *")) {
    if (!element.isConnected) continue; // what was touched before it has closed it
    for (const kind of EVENTS) {
      element.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
    }
    element.focus?.({ preventScroll: true });
  }
  removeEventListener("click", quiet, true);
  removeEventListener("submit", quiet, true);
  return odd;
}
