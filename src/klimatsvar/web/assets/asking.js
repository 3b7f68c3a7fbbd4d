// A question that was typed goes to the server. Run by Gradio as an event's `js`; what it returns is
// sent: the question, and nothing for what the server remembers.
const question = klimatsvar.next();
klimatsvar.asks(question);
return [question, null];
