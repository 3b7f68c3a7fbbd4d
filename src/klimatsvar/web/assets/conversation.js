// What the conversation does in the browser. Run by gr.HTML, which gives `element`, `trigger` and
// `watch`. Given: `masks`, what stands for personal data, with spaces between.
let turns = 0;
const verdicts = new Map(); // of each answer that was judged, by the id of its question

// A new turn takes the focus to its heading, unless the resident is already writing again. What
// was masked can't be told from that; its warning goes before.
watch('value', () => {
  const headings = element.querySelectorAll('.question');
  const added = headings.length > turns;
  turns = headings.length;
  if (turns === 0) verdicts.clear();
  verdicts.forEach(showVerdict);
  const box = document.querySelector('#fraga textarea');
  if (turns === 0) { box?.focus(); return; }
  const heading = headings[turns - 1];
  const draft = box?.value.trim();
  const asked = heading.querySelector('[dir]').textContent;
  if (!added || draft && draft !== asked && !given.masks.split(' ').some((mask) => asked.includes(mask))) return;
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
  if (verdicts.has(id)) return;
  verdicts.set(id, verdict);
  const told = group.querySelector('[role="status"]');
  told.textContent = '';
  try {
    const given = await fetch('api/feedback', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verdict, sources: JSON.parse(group.dataset.sources) }),
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

element.addEventListener('click', async (event) => {
  const link = event.target.closest('a.number');
  if (link) unfold(link);
  const button = event.target.closest('button');
  if (button?.matches('.print')) print();
  if (button?.matches('.simpler')) trigger('click', { simple: turnOf(button) });
  if (button?.matches('.feedback [data-verdict]')) judge(button);
  if (!button?.matches('.copy')) return;
  const told = button.parentElement.querySelector('[role="status"]');
  told.textContent = '';
  try {
    await copy(button.dataset.text);
    told.textContent = button.dataset.copied;
  } catch {
    told.textContent = button.dataset.failed;
  }
  button.focus();
});

// A link to a question asks it.
const linked = new URLSearchParams(location.search).get('q');
if (linked) trigger('click', { question: linked });
