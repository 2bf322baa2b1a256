"use strict";
/* Keeps the open page current: hears that the read models moved, asks for the page again, and puts
   its new content in place of the old, without losing the focus, the place or what was opened. */
(() => {
  const main = document.getElementById("main");
  const live = document.getElementById("live");
  if (!main || !live || !window.EventSource) return;

  const TURNED_AWAY_MS = 30000;

  let source = null;
  let fetching = false;
  let wanted = 0;

  const shown = () => Number(main.dataset.position || 0);

  const openDetails = () =>
    new Map([...main.querySelectorAll("details[id]")].map((it) => [it.id, it.open]));

  const swap = (fresh) => {
    const opened = openDetails();
    const focused = main.contains(document.activeElement) ? document.activeElement : null;
    const form = focused && focused.closest("form[id]");
    const key = focused && (focused.id || focused.getAttribute("href"));
    const [x, y] = [window.scrollX, window.scrollY];
    for (const it of fresh.querySelectorAll("details[id]")) {
      if (opened.has(it.id)) it.open = opened.get(it.id);
    }
    /* Somebody is filling in this form: it stays as it is. */
    const place = form && fresh.querySelector("#" + CSS.escape(form.id));
    const range = form && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    if (place) place.replaceWith(form);
    main.replaceChildren(...fresh.childNodes);
    main.dataset.position = fresh.dataset.position;
    let again = null;
    if (place) {
      again = focused;
    } else if (key) {
      again =
        (focused.id && document.getElementById(focused.id)) ||
        [...main.querySelectorAll("a[href]")].find((it) => it.getAttribute("href") === key);
    }
    if (again) {
      again.focus({ preventScroll: true });
      if (place && range && range[0] !== null) again.setSelectionRange(...range);
    }
    window.scrollTo(x, y);
  };

  const refresh = async () => {
    if (fetching) return;
    fetching = true;
    try {
      while (wanted > shown()) {
        const aim = wanted;
        const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
        if (!answer.ok) break;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("main");
        if (!fresh || !fresh.dataset.position) break;
        const stand = page.getElementById("as-of");
        const clock = fresh.dataset.clock;
        swap(fresh);
        document.title = page.title;
        if (stand) document.getElementById("as-of").replaceWith(document.adoptNode(stand));
        live.textContent = "· " + live.dataset.word + " " + clock;
        live.hidden = false;
        if (shown() < aim) break;
      }
    } catch {
      /* The server is away; the source tries again by itself, and says where things stand. */
    } finally {
      fetching = false;
    }
  };

  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource("/pages/live");
    source.addEventListener("position", (event) => {
      wanted = Number(event.data);
      refresh();
    });
    /* A browser asks again by itself after a break, but not when it was turned away. */
    source.addEventListener("error", () => {
      if (!source || source.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(listen, TURNED_AWAY_MS);
    });
  };

  /* A page that nobody sees needs no connection, of which browsers have few. */
  const rest = () => {
    if (source) source.close();
    source = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();
