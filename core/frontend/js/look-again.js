// A page that waits for the worker: <div data-gt-look-again="3"> looks again every 3 seconds, and shows what stands in its
// [data-gt-news] now. When the page has no such place any more, the work is done, and the page is loaded as it is by then.
// Without this script there is a link to look again.
const waiting = document.querySelector("[data-gt-look-again]");

async function lookAgain() {
  const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const news = page.querySelector("[data-gt-look-again] [data-gt-news]");
  if (!news) {
    window.location.reload();
    return;
  }
  const shown = waiting.querySelector("[data-gt-news]");
  // A screen reader hears what changes, so what is the same is left alone.
  if (shown.innerHTML !== news.innerHTML) shown.replaceChildren(...news.childNodes);
}

async function keepLooking(seconds) {
  try {
    await lookAgain();
  } catch {
    // The line was lost for a moment. Look again, less often.
    seconds = Math.min(seconds * 2, 60);
  }
  window.setTimeout(keepLooking, seconds * 1000, seconds);
}

if (waiting) {
  const seconds = Number(waiting.dataset.gtLookAgain) || 5;
  window.setTimeout(keepLooking, seconds * 1000, seconds);
}
