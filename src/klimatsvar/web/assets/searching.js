// A question is asked: what was told of the one before goes. Run by Gradio as an event's `js`; what
// it returns is shown as the progress. Given: `searching`, HTML.
document.querySelector('#fel p').textContent = '';
delete document.querySelector('#lage').dataset.stopped;
return given.searching;
