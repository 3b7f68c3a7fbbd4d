// Nothing here is needed: it shows how far files or a build have come without a new page.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "uppladdning") {
    return;
  }
  event.preventDefault();
  const told = form.querySelector("#skickar");
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    told.textContent =
      loaded < total ? form.dataset.sending.replace("{percent}", percent) : form.dataset.reading;
  });
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector("main").focus();
  });
  request.addEventListener("error", () => form.submit()); // the browser tells what is wrong
  request.open("POST", form.action);
  request.send(new FormData(form));
  form.querySelector("button").disabled = true;
});

const state = document.querySelector("#lage[data-from]");
const look = async () => {
  const answer = await fetch(state.dataset.from);
  if (answer.status !== 200) {
    location.reload();
    return;
  }
  const text = await answer.text();
  if (text !== state.dataset.shown) {
    state.dataset.shown = text;
    state.innerHTML = text;
  }
  setTimeout(look, 2000);
};
if (state) {
  setTimeout(look, 2000);
}
