// Writes docs/operations-coverage.md: which of the exceptions that the Step Functions API lists for an operation the tests
// provoke over HTTP. It runs those tests and listens to what their servers answer. With --check it writes nothing and
// fails where an exception that the document has as provoked no longer is.
// Usage: node scripts/operations-coverage.mjs [--check]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coverageRows, parseCoverage, printCoverage } from './operations-coverage-table.mjs';

/**
 * Tests that talk to the whole server. Those of test/protocol put operations of their own behind its front door, and those of
 * test/api/constraints provoke a ValidationException of every operation.
 */
const tests = [
  'test/clients/javascript-sdk.test.ts',
  'test/api/bad-input.test.ts',
  'test/api/operations/states',
  'test/api/quotas',
  'test/cross-account',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const document = join(root, 'docs/operations-coverage.md');
const model = JSON.parse(readFileSync(join(root, 'src/api/model/states.model.json'), 'utf8'));
const rows = coverageRows(model.operations, recordAnswers());

const known = existsSync(document) ? parseCoverage(readFileSync(document, 'utf8')) : [];
const lost = known.flatMap(({ operation, provoked }) => {
  const found = rows.find((row) => row.operation === operation)?.provoked ?? [];
  return provoked
    .filter((exception) => !found.includes(exception))
    .map((exception) => `${operation}: ${exception}`);
});
for (const cell of lost) console.error(`no longer provoked: ${cell}`);
if (process.argv.includes('--check')) {
  if (lost.length > 0) process.exitCode = 1;
} else {
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(document, printCoverage(rows));
}
const counts = rows.map(({ provoked }) => provoked.length).reduce((sum, count) => sum + count, 0);
console.log(`${counts} exceptions of ${rows.length} operations are provoked.`);
for (const { operation, missing } of rows)
  for (const { exception, reason } of missing)
    if (reason === undefined) console.log(`not provoked, for no reason: ${operation}: ${exception}`);

/** Answers what the servers of the tests answered, as `Operation Exception` lines. */
function recordAnswers() {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-coverage-'));
  const file = join(folder, 'answers');
  writeFileSync(file, '');
  try {
    const recorder = new URL('record-answers.mjs', import.meta.url).href;
    const { status } = spawnSync('npx', ['vitest', 'run', '--reporter=dot', ...tests.filter(isThere)], {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        RECORDED_ANSWERS: file,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${recorder}`,
      },
    });
    if (status !== 0) console.error('some tests failed; what they would have provoked is missing');
    return readFileSync(file, 'utf8').split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isThere(test) {
  return existsSync(join(root, test));
}
