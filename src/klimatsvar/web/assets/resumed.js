// The server knows again what was asked before the page was loaded: a question that got no answer
// then is asked now. Run by Gradio as an event's `js`.
klimatsvar.asksAgain();
