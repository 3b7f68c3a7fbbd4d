// What the page remembers in this tab, until "Ny konversation"; and what stands in for Gradio's
// page until that has come. Loaded by the page itself; the other scripts find it as `klimatsvar`.
const klimatsvar = (() => {
  // Services below one host, each at a path of its own, keep apart.
  const KEY = `klimatsvar ${new URL('.', location.href).pathname}`;
  const MOST_TURNS = 30;
  const MOST_CARRIED = 5;
  const nothing = { turns: [], typed: '', asking: '' };
  let kept = { ...nothing };
  try {
    kept = { ...nothing, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch { /* nothing is kept where the browser forbids it */ }

  function save() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch { /* full, or forbidden: the page works on, and forgets */ }
  }

  const box = () => document.querySelector('#fraga textarea');

  // As if it were typed, so that Gradio knows of it.
  function write(text) {
    kept.typed = text;
    save();
    if (!box() || box().value === text) return;
    box().value = text;
    box().dispatchEvent(new Event('input', { bubbles: true }));
  }

  function numberOf(turn) {
    return Number(turn.getAttribute('aria-labelledby').split('-')[1]);
  }

  function asRead(turn) {
    const question = turn.querySelector('.question [dir]').textContent;
    return { number: numberOf(turn), question, html: turn.outerHTML };
  }

  // Keep the turns of an element; return the HTML of those that only the browser has left. A server
  // that has forgotten the conversation counts from one again: older turns then get other ids.
  function keep(element) {
    const shown = [...element.querySelectorAll('.turn')].map(asRead);
    const same = (a, b) => a.number === b.number && a.question === b.question;
    const older = kept.turns.filter((turn) => !shown.some((now) => same(now, turn)));
    if (older.some((turn) => shown.some((now) => now.number === turn.number))) {
      for (const turn of older) {
        turn.html = turn.html.replace(/\b(fraga|citat|hjalpte)-(?=\d)/g, '$1-f');
        turn.number = 0;
      }
    }
    kept.turns = [...older, ...shown].slice(-MOST_TURNS);
    save();
    return kept.turns.slice(0, -shown.length || undefined).map((turn) => turn.html).join('\n');
  }

  // A question goes to the server: it stands as a turn that waits, and the box is free.
  function asks(question) {
    kept.asking = question;
    write(box()?.value === question ? '' : box()?.value ?? '');
    const waiting = document.createElement('p');
    waiting.className = 'waiting';
    waiting.dir = 'auto';
    waiting.textContent = question;
    document.querySelector('#konversation .waiting')?.remove();
    if (!question.trim()) return;
    document.querySelector('#samtal').after(waiting);
    waiting.scrollIntoView({ block: 'start' });
  }

  function answered() {
    kept.asking = '';
    save();
    document.querySelector('#konversation .waiting')?.remove();
  }

  // A question that got no answer goes back into the box, before what was typed meanwhile. One that
  // was stopped half way may stand as a turn already.
  function returns() {
    const stands = kept.turns.at(-1)?.question === kept.asking;
    const texts = [stands ? '' : kept.asking, box()?.value ?? ''].filter(Boolean);
    answered();
    write(texts.join('\n'));
  }

  // A new conversation begins, whether or not the server can be told: what is in the box stays.
  // Where it can, the turns that it knows go when it answers: what is asked before would join them.
  function beginsAnew(gone = '#konversation :is(.turn, .waiting)') {
    kept = { ...nothing, typed: box().value };
    save();
    document.querySelectorAll(gone).forEach((one) => one.remove());
    box().focus();
  }

  // Of the conversation before the page was loaded, for the server that no longer knows of it.
  function earlier() {
    return {
      asked: Math.max(0, ...kept.turns.map((turn) => turn.number)),
      questions: kept.turns.slice(-MOST_CARRIED).map((turn) => turn.question),
    };
  }

  document.addEventListener('input', (event) => {
    if (!event.target.matches('#fraga textarea, #forst-q')) return;
    kept.typed = event.target.value;
    save();
  });

  // The form that is there from the start gives way to Gradio's, with what was typed into it.
  function giveWay() {
    const was = document.querySelector('#forst-q');
    const focused = document.activeElement === was;
    const place = was && [was.selectionStart, was.selectionEnd];
    if (was?.value) kept.typed = was.value;
    document.querySelector('#forst')?.remove();
    write(kept.typed);
    if (!focused) return;
    box().focus({ preventScroll: true });
    box().setSelectionRange(...place);
  }

  let given = false;
  let begin = null;

  // What is to be done as soon as nothing more can be typed into the first form.
  function begins(doing) {
    if (given) doing();
    else begin = doing;
  }

  new MutationObserver((_, observer) => {
    if (!box()) return;
    observer.disconnect();
    giveWay();
    given = true;
    begin?.();
  }).observe(document.body, { childList: true, subtree: true });

  document.querySelector('#forst form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    const was = document.querySelector('#forst-q');
    kept.asking = was.value;
    was.value = kept.typed = '';
    save();
  });

  document.querySelector('#forst-q')?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  const first = document.querySelector('#forst-q');
  if (first && !first.value) first.value = kept.typed;

  // What was asked before the page was loaded, and got no answer, is asked as if it were typed.
  let waits = '';

  function resumes() {
    waits = kept.asking;
    return earlier();
  }

  function asksAgain() {
    if (waits) document.querySelector('#skicka').click();
  }

  function next() {
    const question = waits || box().value;
    waits = '';
    return question;
  }

  return {
    answered, asks, asksAgain, begins, beginsAnew, earlier, keep, next, resumes, returns,
    write,
    get asking() { return kept.asking; },
    get turns() { return kept.turns; },
  };
})();
