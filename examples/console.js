// For the console of a browser, on a page of the server itself.
// region: console
const socket = new WebSocket(`ws://${location.host}/chat`);
socket.onopen = () => socket.send("hello");
socket.onmessage = (message) => console.log(message.data);
socket.onclose = (close) => console.log(close.code, close.reason);
// end: console
