"""A line like that of a village office, before a real Chromium."""

from dataclasses import dataclass

from playwright.sync_api import Browser

BYTES_PER_SECOND = 8000  # 64 kbit/s
LATENCY = 400  # milliseconds until an answer begins
PATIENCE = 60_000

# Told in the first frame in which words of the wanted kind are painted; while styles hold up the
# page there are no frames. And how far what has been painted is moved by what comes later.
_WATCH = """
  const look = () => {
    const found = [...document.querySelectorAll(%r)].find(
      (element) => element.textContent.trim() && element.checkVisibility()
    );
    if (found) requestAnimationFrame(() => (window.firstWords = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.moved += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class FirstWords:
    """After how many seconds words were there, how far they moved since, and all bytes."""

    seconds: float
    moved: float
    bytes: int


def first_words(browser: Browser, url: str, selector: str) -> FirstWords:
    """Open a page with an empty cache over the slow line, and return when its words were there."""
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        },
    )
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.add_init_script(_WATCH % selector)
    page.goto(url, wait_until="load", timeout=PATIENCE)
    milliseconds = page.wait_for_function("window.firstWords", timeout=PATIENCE).json_value()
    moved = page.evaluate("window.moved")
    context.close()
    return FirstWords(milliseconds / 1000, moved, round(sum(sizes)))
