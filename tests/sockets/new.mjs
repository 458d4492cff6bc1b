// `kotori new`: what it writes is templates/chat. That this builds and runs, tests/package shows.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from './program.mjs';

const template = fileURLToPath(new URL('../../templates/chat', import.meta.url));

/** {path: text} of every file below it. */
function filesOf(directory, below = '') {
  return Object.assign({}, ...readdirSync(join(directory, below)).filter((name) => name !== 'build').map((name) => {
    const path = join(below, name);
    const full = join(directory, path);
    return statSync(full).isDirectory() ? filesOf(directory, path) : { [path]: readFileSync(full, 'utf8') };
  }));
}

/** A test in a directory of its own. */
function inDirectory(sentence, play) {
  test(sentence, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kotori-test-'));
    try {
      await play((...names) => join(directory, ...names));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

const nameIn = (directory) => readFileSync(join(directory, 'CMakeLists.txt'), 'utf8').match(/^project\((\S+) /m)[1];

inDirectory('a new project is the template, named after its directory', async (at) => {
  const { code, out, err } = await run('new', at('deep', 'my-birds'));
  assert.equal(code, 0, err);
  for (const line of [`cd ${at('deep', 'my-birds')}`, 'cmake --workflow --preset dev', 'build/dev/my-birds']) assert.ok(out.includes(`  ${line}\n`), line);
  const expected = filesOf(template);
  assert.ok('.gitignore' in expected);
  for (const file of ['CMakeLists.txt', 'README.md']) {
    const called = expected[file].replaceAll('project(chat', 'project(my-birds').replaceAll('build/dev/chat', 'build/dev/my-birds');
    assert.notEqual(called, expected[file]);
    expected[file] = called;
  }
  assert.deepEqual(filesOf(at('deep', 'my-birds')), expected);
});

inDirectory('its name is one that CMake takes', async (at) => {
  const names = { 'two birds': 'two-birds', '-flag': 'flag', '小鳥': 'chat', 'c++;x': 'c---x', test: 'test-chat', chat_test: 'chat_test-chat', kotori: 'kotori-chat', chat: 'chat', 'Birds_2/': 'Birds_2' };
  for (const [directory, name] of Object.entries(names)) {
    const { code, err } = await run('new', '--', at(directory));
    assert.equal(code, 0, err);
    assert.equal(nameIn(at(directory)), name, directory);
  }
});

inDirectory('an empty directory is taken, one that holds anything is left as it is', async (at) => {
  mkdirSync(at('empty'));
  assert.equal((await run('new', at('empty'))).code, 0);
  mkdirSync(at('full'));
  writeFileSync(at('full', '.hidden'), 'mine');
  writeFileSync(at('file'), 'mine');
  for (const [name, why] of [['full', /is not empty/], ['file', /cannot be made/], ['file/below', /cannot be made/], ['empty', /is not empty/]]) {
    const { code, out, err } = await run('new', at(name));
    assert.equal(code, 1, name);
    assert.equal(out, '', name);
    assert.match(err, /^kotori: [^\n]+\n$/, name);
    assert.match(err, why, name);
  }
  assert.deepEqual(filesOf(at('full')), { '.hidden': 'mine' });
});
