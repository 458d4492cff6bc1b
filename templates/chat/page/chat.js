const said = document.querySelector("#said");
const text = document.querySelector("#text");
const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/chat`);

function show(line) {
  const item = document.createElement("li");
  item.textContent = line; // text, never HTML: what others say cannot run here
  said.append(item);
}

socket.onmessage = (message) => show(message.data);
socket.onclose = () => show("The conversation has ended; reload the page to begin another.");

document.querySelector("#say").onsubmit = (event) => {
  event.preventDefault();
  if (text.value) socket.send(text.value);
  text.value = "";
};
