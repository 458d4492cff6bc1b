// Kotori as a library of others: installed, found, added, linked by hand, and refused where it would not work.
// `node run.mjs KOTORI_BINARY BUILD COMPILER [SANITIZERS]`; what it makes is in BUILD/package/test.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ChatProject, run } from './project.mjs';

const [kotori, build, compiler, sanitizers = ''] = process.argv.slice(2);
const source = fileURLToPath(new URL('../..', import.meta.url));
const ground = join(build, 'package', 'test');
const prefix = join(ground, 'prefix');

// The archives of this build may hold calls into sanitizers, which a package does not tell its users: they say it themselves.
const flags = sanitizers && `-fsanitize=${sanitizers} -fno-sanitize=vptr`;
const settings = [`-DCMAKE_CXX_COMPILER=${compiler}`, `-DCMAKE_CXX_FLAGS=${flags}`, '-DCMAKE_CXX_COMPILER_LAUNCHER=ccache'];
const installed = `-DCMAKE_PREFIX_PATH=${prefix}`;

const header = readFileSync(join(source, 'kotori/base/version.hpp'), 'utf8');
const [, major, minor, patch] = header.match(/version\[\] = "(\d+)\.(\d+)\.(\d+)"/).map(Number);

before(async () => {
  rmSync(ground, { recursive: true, force: true });
  await run('cmake', '--install', build, '--prefix', prefix, '--component', 'library');
});

after(() => rmSync(ground, { recursive: true, force: true }));

test('an installed library is found, and a new project with it builds, passes its test and serves', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'my-birds'));
  await project.configure(...settings, installed);
  await project.build();
  assert.match(await project.test(), /100% tests passed/);
  const server = await project.start();
  try {
    assert.match(await (await fetch(server.address)).text(), /<title>Chat<\/title>/);
    assert.equal(await server.says('hello from outside'), 'user0 said: hello from outside');
  } finally {
    assert.equal(await server.end(), 0);
  }
});

test('what is installed is what users may include', () => {
  for (const header of ['kotori.hpp', 'base/version.hpp', 'testing/test_server.hpp', 'testing/test_peer.hpp', '../adapters/sessions_sqlite/sqlite_sessions.hpp']) assert.ok(existsSync(join(prefix, 'include/kotori', header)), header);
  for (const header of ['websocket/test_audience.hpp', 'json/test_shapes.hpp']) assert.equal(existsSync(join(prefix, 'include/kotori', header)), false, header);
});

test('the flags of our own build stay here', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'flags'));
  await project.configure(`-DCMAKE_CXX_COMPILER=${compiler}`, installed);
  const commands = JSON.parse(readFileSync(join(project.build_directory, 'compile_commands.json'), 'utf8'));
  for (const { command } of commands) {
    assert.match(command, /-std=(c|gnu)\+\+2[3b] /);
    assert.doesNotMatch(command, /-Werror|-fsanitize|-fstack-protector|-Wshadow/);
    assert.ok(!command.includes(`-I${source}`) && !command.includes(`${source}kotori`), command);
  }
  assert.doesNotMatch(readFileSync(join(project.build_directory, 'build.ninja'), 'utf8'), /fuse-ld|-fsanitize/);
});

test('a checkout that is added to a build gives the same targets, and nothing that was not asked for', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'added'));
  await project.configure(...settings.slice(0, 1), settings[2], `-DKOTORI_SOURCE=${source}`);
  await project.build('CMakeFiles/routes.dir/chat.cpp.o');
  await expect_the_library_alone(project);
});

async function expect_the_library_alone(project) {
  const targets = await project.targets();
  for (const wanted of ['libkotori.a', 'libkotori_testing.a', 'libkotori_sessions_sqlite.a']) assert.ok(targets.includes(wanted), wanted);
  for (const unwanted of ['kotori_base_test', 'kotori_protocol_docs', 'chat_room', 'example_01_echo']) assert.ok(!targets.includes(unwanted), unwanted);
  const commands = readFileSync(join(project.build_directory, 'compile_commands.json'), 'utf8');
  assert.doesNotMatch(commands, /-Werror/);
}

/** The project that fetches, as it is documented. */
function fetching(name) {
  const directory = join(ground, name);
  cpSync(new URL('fetched', import.meta.url), directory, { recursive: true });
  return new ChatProject(directory);
}

test('FetchContent builds the library alone, of the commit it was given', async () => {
  const project = fetching('fetched');
  await project.configure(...settings.slice(0, 1), settings[2], `-DFETCHCONTENT_SOURCE_DIR_KOTORI=${source}`);
  await project.build('CMakeFiles/my_server.dir/main.cpp.o');
  await expect_the_library_alone(project);
});

test('FetchContent prefers an installed library, and fetches nothing then', async () => {
  const project = fetching('fetches-nothing');
  await project.configure(...settings, installed);
  await project.build();
  assert.ok(!(await project.targets()).includes('libkotori.a'));
  assert.equal(await run(join(project.build_directory, 'my_server')), `${[major, minor, patch].join('.')}\n`);
});

test('FetchContent goes and fetches where none is installed', async () => {
  await assert.rejects(fetching('fetches').configure(...settings, '-DKOTORI_REPOSITORY=file:///nowhere/kotori.git'), /nowhere\/kotori\.git/);
});

async function pkg_config(...names) {
  return (await run('env', `PKG_CONFIG_PATH=${join(prefix, 'lib/pkgconfig')}`, 'pkg-config', ...names)).trim().split(/\s+/);
}

test('pkg-config says what a compiler needs, for a server and for its test', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'by-hand'));
  const words = await pkg_config('--cflags', '--libs', 'kotori');
  const compile = ['-std=c++23', ...flags.split(' ').filter(Boolean), `-DPAGE="${join(project.directory, 'page')}"`];
  const [main, test, chat] = ['main.cpp', 'chat_test.cpp', 'chat.o'].map((file) => join(project.directory, file));
  await run('ccache', compiler, ...compile, '-c', join(project.directory, 'chat.cpp'), '-o', chat, ...words.filter((word) => /^-[ID]/.test(word)));
  await run(compiler, ...compile, main, chat, '-o', join(ground, 'by-hand-chat'), ...words);
  await assert.rejects(run(join(ground, 'by-hand-chat'), 'nowhere'), /nowhere/);

  await run(compiler, ...compile, test, chat, '-o', join(ground, 'by-hand-test'), ...(await pkg_config('--cflags', '--libs', 'kotori_testing', 'gtest_main')));
  assert.match(await run(join(ground, 'by-hand-test'), '--gtest_filter=*Hear*'), /PASSED.* 1 test/);
});

test('pkg-config knows the archive of sessions in SQLite, with what stands behind it', async () => {
  const words = await pkg_config('--libs', 'kotori_sessions_sqlite');
  const [sessions, library, sqlite] = ['-lkotori_sessions_sqlite', '-lkotori', '-lsqlite3'].map((word) => words.indexOf(word));
  assert.ok(0 <= sessions && sessions < library && library < sqlite, words.join(' '));
  assert.deepEqual(await pkg_config('--modversion', 'kotori', 'kotori_testing', 'kotori_sessions_sqlite'), Array(3).fill(`${major}.${minor}.${patch}`));
});

test('a version that is asked too high, or of another minor number, is refused', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'versions'));
  for (const version of [`${major}.${minor}.${patch + 1}`, `${major}.${minor + 1}`, `${major + 1}.0`, ...(minor > 0 ? [`${major}.${minor - 1}`] : [])]) {
    project.asks_for(version);
    await assert.rejects(project.configure(...settings, installed), /compatible\s+with requested version/, version);
  }
  project.asks_for(`${major}.${minor}.${patch}`);
  await project.configure(...settings, installed);
});

test('another compiler is told which one is needed', async () => {
  const project = await ChatProject.begin(kotori, join(ground, 'compilers'));
  await assert.rejects(project.configure('-DCMAKE_CXX_COMPILER=g++', installed), /Kotori needs clang 19 or later/);
});
