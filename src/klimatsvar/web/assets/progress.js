// How far a question has come, told to a screen reader as it changes. Run by gr.HTML, which gives
// `element`. Gradio keeps a component's own element when its value changes, so a live region must
// be that element: one that came and went with the value would not be announced.
element.setAttribute('role', 'status');
element.setAttribute('aria-live', 'polite');
