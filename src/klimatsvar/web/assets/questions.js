// A list of questions that can be asked with a click. Run by gr.HTML, which gives `element` and
// `trigger`.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || document.querySelector('.working')) return;
  klimatsvar.asks(button.textContent);
  trigger('click', { question: button.textContent });
});
