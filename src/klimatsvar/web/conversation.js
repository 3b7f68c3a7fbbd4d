// What the conversation does in the browser. Run by gr.HTML, which gives `element`, `trigger` and
// `watch`. MASK is replaced by what stands for a personal identity number.
let turns = 0;

// A new turn takes the focus to its heading, unless the resident is already writing again. What
// was masked can't be told from that; its warning goes before.
watch('value', () => {
  const headings = element.querySelectorAll('.question');
  const added = headings.length > turns;
  turns = headings.length;
  const box = document.querySelector('#fraga textarea');
  if (turns === 0) { box?.focus(); return; }
  const heading = headings[turns - 1];
  const draft = box?.value.trim();
  const asked = heading.querySelector('[dir]').textContent;
  if (!added || draft && draft !== asked && !asked.includes('MASK')) return;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
});

// Browsers offer their clipboard only over https and on the machine itself.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const box = document.createElement('textarea');
  box.value = text;
  document.body.append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  if (!copied) throw new Error('not copied');
}

element.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (button?.matches('.print')) print();
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

// What stops a question on its way, Gradio tells in a corner, where a button stands in another;
// here it is told beside the form.
let last = null;
new MutationObserver(() => {
  const message = document.querySelector('[data-testid="toast-text"]');
  if (message && message !== last) document.querySelector('#fel p').textContent = message.textContent;
  last = message;
}).observe(document.body, { childList: true, subtree: true });

// Gradio says that the page is in the browser's language; it is in its own.
const root = document.documentElement;
const speak = () => { if (root.lang !== document.body.lang) root.lang = document.body.lang; };
new MutationObserver(speak).observe(root, { attributeFilter: ['lang'] });
speak();

// A link to a question asks it.
const linked = new URLSearchParams(location.search).get('q');
if (linked) trigger('click', { question: linked });
