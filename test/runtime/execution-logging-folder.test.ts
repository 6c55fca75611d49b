import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  createLogFolder,
  fileNameOf,
  type LogFolderOptions,
} from '../../src/runtime/execution-logging/log-folder.ts';

const place = { partition: 'aws', account: '111111111111', region: 'us-east-1' };

function aLogFolder(options: LogFolderOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sink = createLogFolder(join(folder, 'logs'), options);
  const path = sink.destinationOf({ ...place, name: '/aws/vendedlogs/states/name' });
  return { folder, sink, path, write: (lines: string) => sink.write(path, lines) };
}

/** Every file's text by its name. */
function textsIn(folder: string): Record<string, string> {
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  return Object.fromEntries(texts);
}

test('a log group has a file of its own in the folder of its account and region', async () => {
  const { folder, path, write } = aLogFolder();
  await write('1\n');
  await write('2\n');
  const expected = ['logs', '111111111111', 'us-east-1', '%2Faws%2Fvendedlogs%2Fstates%2Fname.jsonl'];
  expect(path).toBe(join(folder, ...expected));
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n');
});

test('a file that is full becomes the first of those kept, and the oldest goes', async () => {
  const { path, write } = aLogFolder({ fileBytesMax: 5, earlierFilesMax: 2 });
  for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) await write(`${number}\n`);
  expect(textsIn(dirname(path))).toEqual({
    '%2Faws%2Fvendedlogs%2Fstates%2Fname.jsonl': '7\n8\n',
    '%2Faws%2Fvendedlogs%2Fstates%2Fname.jsonl.1': '5\n6\n',
    '%2Faws%2Fvendedlogs%2Fstates%2Fname.jsonl.2': '3\n4\n',
  });
});

test('a file that somebody takes away is begun again', async () => {
  const { path, write } = aLogFolder();
  await write('1\n');
  rmSync(dirname(path), { recursive: true });
  await write('2\n');
  expect(readFileSync(path, 'utf8')).toBe('2\n');
});

test('a line that an earlier process left unfinished does not spoil the next one', async () => {
  const { path, write } = aLogFolder();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"id":"1"}\n{"id"');
  await write('{"id":"2"}\n');
  await write('{"id":"3"}\n');
  expect(readFileSync(path, 'utf8')).toBe('{"id":"1"}\n{"id"\n{"id":"2"}\n{"id":"3"}\n');
});

test('a path that cannot be written rejects the write, and later ones succeed once it can', async () => {
  const { path, write } = aLogFolder();
  mkdirSync(path, { recursive: true });
  await expect(write('1\n')).rejects.toThrow('EISDIR');
  rmSync(path, { recursive: true });
  await write('2\n');
  expect(readFileSync(path, 'utf8')).toBe('2\n');
});

const hostileNames = [
  '..',
  '.',
  '../../etc/passwd',
  '/etc/passwd',
  '.hidden',
  'a/../../b',
  '#',
  'n'.repeat(512),
  '/'.repeat(512),
];

test.each(hostileNames)(
  'the log group %s stays in its folder, under a name a file may have',
  async (name) => {
    const { folder, sink } = aLogFolder();
    const path = sink.destinationOf({ ...place, name });
    expect(dirname(path)).toBe(join(folder, 'logs', place.account, place.region));
    expect(path.split(sep).at(-1)).toMatch(/^[\w%-][\w.%-]{0,240}$/);
    await sink.write(path, '1\n');
    expect(readFileSync(path, 'utf8')).toBe('1\n');
  },
);

test('log groups whose names differ have files that differ', () => {
  const names = [
    'a/b',
    'a%2Fb',
    'a-b',
    '.a',
    '%2Ea',
    `${'/'.repeat(300)}a`,
    `${'/'.repeat(300)}b`,
    'a.jsonl.1',
    'a',
  ];
  expect(new Set(names.map(fileNameOf)).size).toBe(names.length);
});
