// An answer that is being written comes into view once, when it begins. Run by gr.HTML, which gives
// `element` and `watch`.
let began = false;
watch('value', () => {
  const writes = element.querySelector('.turn');
  if (writes && !began) writes.scrollIntoView({ block: 'start' });
  began = Boolean(writes);
});
