// A new conversation begins. Run by Gradio as an event's `js`; what it returns is sent.
klimatsvar.beginsAnew('#tidigare .turn, .waiting');
return [];
