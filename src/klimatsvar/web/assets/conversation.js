// What the conversation does in the browser. Run by gr.HTML, which gives `element`, `trigger` and
// `watch`.
let last = ''; // the newest turn, by its number and question
const verdicts = new Map(); // of each answer that was judged, by the id of its question

const title = document.title;
const earlier = document.createElement('div');
earlier.id = 'tidigare';
document.querySelector('#konversation').prepend(earlier);

// Only the last answers can be judged, and explained more simply: the server has forgotten others.
function showEarlier(html) {
  earlier.innerHTML = html;
  earlier.querySelectorAll('.simpler, .feedback').forEach((gone) => gone.remove());
}

// The browser keeps the turns, and shows those that the server has forgotten. A new turn takes the
// focus to its heading, unless the resident is already writing again.
watch('value', () => {
  const heading = [...element.querySelectorAll('.question')].at(-1);
  const box = document.querySelector('#fraga textarea');
  if (!heading) {
    last = '';
    verdicts.clear();
    document.title = title;
    if (!element.querySelector('.problem')) box?.focus();
    return;
  }
  showEarlier(klimatsvar.keep(element));
  verdicts.forEach(showVerdict);
  const asked = heading.querySelector('[dir]').textContent;
  if (last === heading.id + asked) return;
  last = heading.id + asked;
  document.querySelector('.waiting')?.remove();
  document.title = `${asked} – ${title}`;
  if (box?.value === asked) klimatsvar.write('');
  if (box?.value.trim()) return;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
});

// An answer is judged once; its buttons stay where they are, so that the focus does.
function showVerdict(verdict, id) {
  element.querySelectorAll(`[aria-labelledby="${id}"] [data-verdict]`).forEach((button) => {
    button.setAttribute('aria-disabled', 'true');
    button.setAttribute('aria-pressed', String(button.dataset.verdict === verdict));
  });
}

async function judge(button) {
  const group = button.closest('.feedback');
  const id = group.getAttribute('aria-labelledby');
  const { verdict } = button.dataset;
  const { kind, sources } = group.dataset;
  if (verdicts.has(id)) return;
  verdicts.set(id, verdict);
  const told = group.querySelector('[role="status"]');
  told.textContent = '';
  try {
    const given = await fetch('api/feedback', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verdict, sources: JSON.parse(sources), kind }),
    });
    if (!given.ok) throw new Error('not counted');
    showVerdict(verdict, id);
    told.textContent = group.dataset.counted;
  } catch {
    verdicts.delete(id);
    told.textContent = group.dataset.failed;
  }
}

// Browsers offer their clipboard only over https and on the machine itself, and to few frames.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch { /* the old way is left */ }
  const box = document.createElement('textarea');
  box.value = text;
  document.body.append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  if (!copied) throw new Error('not copied');
}

function turnOf(button) {
  return Number(button.closest('.turn').getAttribute('aria-labelledby').split('-')[1]);
}

// A number leads to its quotation, also where that is folded away.
function unfold(link) {
  const folded = document.getElementById(link.hash.slice(1))?.closest('details');
  if (folded) folded.open = true;
}

async function tell(pressed, text) {
  const told = pressed.parentElement.querySelector('[role="status"]');
  told.textContent = '';
  try {
    await copy(text);
    told.textContent = pressed.dataset.copied;
  } catch {
    told.textContent = pressed.dataset.failed;
  }
  pressed.focus();
}

async function pressed(event) {
  const link = event.target.closest('a');
  if (link?.matches('.number')) unfold(link);
  if (link?.matches('.link')) {
    event.preventDefault();
    tell(link, link.href);
  }
  const button = event.target.closest('button');
  if (button?.matches('.print')) print();
  if (button?.matches('.simpler')) trigger('click', { simple: turnOf(button) });
  if (button?.matches('.feedback [data-verdict]')) judge(button);
  if (button?.matches('.copy')) tell(button, button.dataset.text);
}

element.addEventListener('click', pressed);
earlier.addEventListener('click', pressed);

// What stood here before the page was loaded stands here again. A link to a question asks it.
showEarlier(klimatsvar.turns.map((turn) => turn.html).join('\n'));
klimatsvar.begins(() => {
  const address = new URL(location.href);
  const linked = address.searchParams.get('q');
  if (linked) {
    history.replaceState(null, '', address.pathname);
    klimatsvar.asks(linked);
    const followed = address.searchParams.get('efter');
    trigger('click', { question: linked, followed: followed ? [followed] : [] });
  } else if (klimatsvar.turns.length || klimatsvar.asking) {
    trigger('input', klimatsvar.resumes());
  }
});

// A server that was started anew meanwhile is told what it followed, before the next question.
document.addEventListener('focusin', (event) => {
  const asks = klimatsvar.asking || document.querySelector('.working');
  if (!event.target.matches('#fraga textarea') || asks || !klimatsvar.turns.length) return;
  trigger('input', klimatsvar.earlier());
});
