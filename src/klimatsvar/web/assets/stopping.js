// A question is stopped by its resident. Run by Gradio as an event's `js`; what it returns is shown
// as the progress. Given: `stopped`, a text.
document.querySelector('#fraga textarea').focus();
document.querySelector('#lage').dataset.stopped = 'yes';
return given.stopped;
