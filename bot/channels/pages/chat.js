"use strict";
/* Makes the chat smooth: a tap fetches the next page and puts its parts in place, without a new load.
   Everything works without this file. The place lives in history.state only: no storage, no cookie, no address. */
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const status = () => document.getElementById("tila");
  const main = () => document.querySelector("main");
  const here = () => ({ place: main().dataset.place, from: main().dataset.from });
  const depth = () => (history.state && history.state.depth) || 0;
  let waiting = null;
  let leaving = false;

  function say(text) {
    status().textContent = text;
  }

  function fieldsOf(form, button) {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    return fields;
  }

  async function fetchPage(fields) {
    if (waiting) waiting.abort();
    const mine = (waiting = new AbortController());
    document.documentElement.classList.add("waiting");
    try {
      const answer = await fetch("/", { method: "POST", body: fields, signal: mine.signal, cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.querySelector("main[data-place]")) throw new Error("no page");
      return page;
    } finally {
      if (waiting === mine) {
        waiting = null;
        document.documentElement.classList.remove("waiting");
      }
    }
  }

  function show(page) {
    const fresh = page.querySelectorAll("[data-part]");
    document.querySelectorAll("[data-part]").forEach((part, index) => part.replaceWith(fresh[index]));
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    document.body.dataset.wrong = page.body.dataset.wrong;
    document.body.dataset.copied = page.body.dataset.copied;
    say("");
    uncover();
  }

  function arrive() {
    const now = document.getElementById("nyt");
    document.getElementById("otsikko").focus({ preventScroll: true });
    const far = main().dataset.place.startsWith("alku");
    const behavior = calm.matches ? "auto" : "smooth";
    if (far) scrollTo({ top: 0, behavior });
    else now.scrollIntoView({ block: "start", behavior });
  }

  async function turn(fields, remember) {
    try {
      const page = await fetchPage(fields);
      show(page);
      remember(here());
      arrive();
    } catch (mishap) {
      if (mishap.name !== "AbortError") say(document.body.dataset.wrong);
    }
  }

  function stepOn(state) {
    history.pushState({ ...state, depth: depth() + 1 }, "", "/");
  }

  function restore(state) {
    const fields = new URLSearchParams({ place: state.place, from: state.from || "" });
    return turn(fields, () => {});
  }

  function moved(steps) {
    return new Promise((done) => {
      addEventListener("popstate", done, { once: true });
      setTimeout(done, 200);
      history.go(steps);
    });
  }

  /* The page goes blank at once; the entries made here lose their places; the first one is replaced. */
  async function leave() {
    leaving = document.body.hidden = true;
    if (depth()) await moved(-depth());
    history.replaceState(null, "", "/");
    history.pushState(null, "", "/");
    await moved(-1);
    location.replace("/poistu");
  }

  /* A jump within the page makes no entry in the history, which holds places only. */
  function jump(target) {
    if (target.matches("details")) target.open = true;
    const heading = target.querySelector("summary, h1, h2, h3");
    if (!heading.matches("summary")) heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(document.body.dataset.copied);
    } catch {
      say(document.body.dataset.wrong);
    }
  }

  /* Buttons that need this file are hidden in the page as it is served. */
  function uncover() {
    document.querySelectorAll("[data-copy], [data-print]").forEach((button) => (button.hidden = false));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (new URL(form.action).pathname !== "/") return;
    event.preventDefault();
    turn(fieldsOf(form, event.submitter), stepOn);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-exit], [data-copy], [data-print], a[href^='#']");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-exit]")) leave();
    else if (button.matches("[data-copy]")) copy(button);
    else if (button.matches("[data-print]")) print();
    else jump(document.querySelector(button.hash));
  });

  addEventListener("popstate", (event) => {
    if (!leaving && event.state && event.state.place) restore(event.state);
  });

  addEventListener("pageshow", (event) => {
    if (event.persisted && leaving) location.reload();
  });

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));

  if (main().dataset.place !== undefined) {
    const kept = history.state;
    if (kept && kept.place && kept.place !== main().dataset.place) restore(kept);
    else history.replaceState({ ...here(), depth: depth() }, "");
  }
  uncover();
})();
