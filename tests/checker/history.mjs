import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const written = 1 << 16;

/** What a client has done and was told, in order: a file with a JSON object a line. */
export class History {
  #file;
  #lines = '';

  constructor(path) {
    this.path = path;
    this.#file = openSync(path, 'w');
  }

  write(record) {
    this.#lines += `${JSON.stringify(record)}\n`;
    if (this.#lines.length > written) this.#flush();
  }

  close() {
    this.#flush();
    closeSync(this.#file);
  }

  #flush() {
    writeSync(this.#file, this.#lines);
    this.#lines = '';
  }
}

/** The records of such a file, one after another: it may be larger than memory. */
export function* recordsOf(path) {
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(written);
  let rest = Buffer.alloc(0);
  try {
    for (let count; (count = readSync(file, chunk)) > 0; ) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      const end = bytes.lastIndexOf(10) + 1;
      for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line) yield JSON.parse(line);
      rest = bytes.subarray(end);
    }
  } finally {
    closeSync(file);
  }
}
