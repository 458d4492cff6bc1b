import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Service } from './service.mjs';

const program = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find(existsSync) ?? '';
export const hasFront = program !== '';

/** HAProxy before several nodes: who comes goes where the fewest are, among those that are ready. */
export class Front extends Service {
  nodes = [];

  get address() {
    return `http://${this.host}:${this.port}/`;
  }
  command() {
    const file = join(this.directory, 'haproxy.cfg');
    writeFileSync(file, configuration(`${this.host}:${this.port}`, this.nodes));
    return [program, '-f', file, '-V'];
  }
  isReady(said) {
    return said.includes('as the polling mechanism');
  }

  /** Answers, with whatever, when it returns: haproxy says nothing after it has bound its port. */
  async start() {
    await super.start();
    while (!(await fetch(this.address).catch(() => {}))) if (!this.runs) throw new Error('haproxy ended');
    return this;
  }
}

function configuration(bind, nodes) {
  return `global
  maxconn 4000
defaults
  mode http
  timeout connect 2s
  timeout client 75s
  timeout server 75s
  timeout tunnel 1h
  option forwardfor
  option redispatch
  retries 2
frontend chat
  bind ${bind}
  default_backend nodes
backend nodes
  balance leastconn
  option httpchk
  http-check send meth GET uri /readyz ver HTTP/1.1 hdr Host kotori
${nodes.map(({ name, host, port }) => `  server ${name} ${host}:${port} check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions`).join('\n')}
`;
}
