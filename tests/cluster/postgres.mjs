import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Service } from './service.mjs';

/** Where Debian has the newest PostgreSQL's programs; empty when there is none. */
export function programsOfPostgres() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter((version) => version >= 15) : [];
  return versions.length > 0 ? join(root, `${Math.max(...versions)}`, 'bin') : '';
}

// PostgreSQL will not run as root; its package has made a user for it.
const asItsUser = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];

/** A PostgreSQL with its data in a directory of its own; only who knows its password comes in. */
export class Postgres extends Service {
  #bin = programsOfPostgres();
  #password = randomBytes(16).toString('hex');

  get url() {
    return `postgres://kotori:${this.#password}@${this.host}:${this.port}/kotori`;
  }

  /** Makes an empty one. */
  async make() {
    mkdirSync(this.directory, { recursive: true });
    const password = join(this.directory, 'password');
    writeFileSync(password, this.#password);
    if (asItsUser.length > 0) execFileSync('chown', ['-R', 'postgres', this.directory]);
    this.#run('initdb', '-D', this.#data, '-U', 'kotori', '--pwfile', password, '--auth', 'scram-sha-256', '-E', 'UTF8', '--no-locale');
    rmSync(password);
    appendFileSync(join(this.#data, 'pg_hba.conf'), 'host all all samenet scram-sha-256\n');
    await this.start();
    await this.ask('CREATE DATABASE kotori', 'postgres');
    return this;
  }

  command() {
    const settings = { listen_addresses: this.host, port: this.port, unix_socket_directories: this.directory, max_connections: 200, log_min_messages: 'log', ...this.settings };
    return [...asItsUser, join(this.#bin, 'postgres'), '-D', this.#data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }

  isReady(said) {
    return said.includes('ready to accept connections');
  }

  /** What psql prints, unaligned. */
  ask(sql, database = 'kotori') {
    const psql = [...this.inside, join(this.#bin, 'psql'), '-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-h', this.host, '-p', `${this.port}`, '-U', 'kotori', '-d', database, '-c', sql];
    return new Promise((resolve, reject) => {
      const child = spawn(psql[0], psql.slice(1), { env: { ...process.env, PGPASSWORD: this.#password, PGCONNECT_TIMEOUT: '5' }, stdio: ['ignore', 'pipe', 'pipe'] });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.once('error', reject);
      child.once('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`${sql}: ${err}`))));
    });
  }

  /** Ends all connections but the one that says so. */
  terminatesBackends() {
    return this.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** Refuses, or takes, writes from now on, as a standby does. */
  async isReadOnly(yes) {
    await this.ask(`ALTER SYSTEM SET default_transaction_read_only = ${yes ? 'on' : 'off'}`, 'postgres').catch(() => this.ask(`SET default_transaction_read_only = off; ALTER SYSTEM SET default_transaction_read_only = off`, 'postgres'));
    await this.ask('SELECT pg_reload_conf()', 'postgres');
  }

  get #data() {
    return join(this.directory, 'data');
  }

  #run(program, ...args) {
    const [command, ...rest] = [...asItsUser, join(this.#bin, program), ...args];
    execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: this.directory });
  }
}
