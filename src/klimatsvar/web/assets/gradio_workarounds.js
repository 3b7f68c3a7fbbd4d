// What works around Gradio 6.31 in the browser. Run by gr.HTML, which gives `element`: the place
// where it is told why a question got no answer. Given: `lost`, what is told where the server can't
// be reached; Gradio loads the page anew as soon as it can.

// What stops a question on its way, Gradio tells in a corner, where a button stands in another;
// here it is told beside the form.
let last = null;
let isLost = false;
new MutationObserver(() => {
  const message = document.querySelector('[data-testid="toast-text"]');
  if (message && message !== last) {
    isLost ||= message.textContent.startsWith('Connection to the server was lost');
    element.querySelector('p').textContent = isLost ? given.lost : message.textContent;
  }
  last = message;
}).observe(document.body, { childList: true, subtree: true });

// From then on Gradio runs nothing. A question that is sent waits as others do, and is asked when the
// page has come anew; a conversation that begins anew has begun.
function waits() {
  if (isLost && !klimatsvar.asking) klimatsvar.asks(klimatsvar.next());
}

document.addEventListener('click', (event) => {
  if (event.target.closest('#skicka')) waits();
  if (isLost && event.target.closest('#ny')) klimatsvar.beginsAnew();
});
document.addEventListener('keydown', (event) => {
  const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
  if (sends && event.target.matches('#fraga textarea')) waits();
});

// Gradio says that the page is in the browser's language; it is in its own.
const root = document.documentElement;
const speak = () => { if (root.lang !== document.body.lang) root.lang = document.body.lang; };
new MutationObserver(speak).observe(root, { attributeFilter: ['lang'] });
speak();
