import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../run-command.ts';

let folder = '';
let output = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
  output = '';
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What the process would end with; what it writes is added to what was written before. */
async function run(...words: readonly string[]): Promise<number> {
  const ended = await runCommand(...words);
  output += ended.output;
  return ended.exitCode;
}

function aFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const valid = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';

test('validate reads the files it is given', async () => {
  expect(await run('validate', aFile('a.json', valid), aFile('b.yaml', 'StartAt: A'))).toBe(1);
  expect(output).toContain('b.yaml:1:1: error SCHEMA_VALIDATION_FAILED: These fields are required: [States]');
  expect(output).toContain('2 files, 1 error, 0 warnings');
});

test('validate takes the type of the state machines', async () => {
  const file = aFile(
    'a.json',
    valid.replace('{"Type": "Succeed"}', '{"Type": "Wait", "Seconds": 301, "End": true}'),
  );
  expect(await run('validate', '--warnings-as-errors', file)).toBe(0);
  expect(await run('validate', '--warnings-as-errors', '--type', 'EXPRESS', file)).toBe(1);
});

test.each([
  ['elasticmapreduce:terminateCluster', '{"ClusterId": "j"}', 0, 'warning RESOURCE_NOT_SUPPORTED'],
  ['elasticmapreduce:terminateCluster', '{"ClusterID": "j"}', 1, 'The field "ClusterID" is not supported'],
  ['nosuch:thing', '{}', 1, 'The resource provided arn:aws:states:::nosuch:thing is not recognized.'],
])('validate knows which integrations AWS has: %s %s', async (resource, parameters, code, finding) => {
  const task = `{"Type": "Task", "Resource": "arn:aws:states:::${resource}", "Parameters": ${parameters}, "End": true}`;
  expect(await run('validate', aFile('a.json', valid.replace('{"Type": "Succeed"}', task)))).toBe(code);
  expect(output).toContain(finding);
});

test.each([
  ['a file that is not there', ['validate', '/no/such/file.json']],
  ['no file', ['validate']],
  ['an option that is not there', ['validate', '--colour', 'x.json']],
  ['an unknown format', ['validate', '--format', 'xml', 'x.json']],
])('validate ends with 2 for %s', async (_, words) => {
  expect(await run(...words)).toBe(2);
});
