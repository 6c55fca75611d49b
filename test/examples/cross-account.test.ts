import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const example = join(root, 'examples/cross-account');
const timeoutMilliseconds = 90_000;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the cross-account example, run by the built command', () => {
  const dataFolder = aFolder();
  // The second run finds everything that the first one made, and updates it.
  const runs = [
    { where: 'on a fresh server', store: ['--data', dataFolder] },
    { where: 'on a server that holds it from an earlier run', store: ['--data', dataFolder] },
    { where: 'in memory', store: ['--in-memory'] },
  ];

  test.each(runs)(
    'works through both accounts and ends with exit code 0 $where',
    { timeout: timeoutMilliseconds },
    async ({ store }) => {
      const { code, output, errors } = await run(example, store);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(output).toContain('320 of 320 orders, 24 calls retried');
      expect(output).toContain('278 accepted, 2 declined, 25 discounted, 6 rejected, 9 set aside');
      expect(output).toMatch(/^ {2}all +€411,359\.10$/m);
      expect(callCounts(output)).toEqual(expectedCallCounts);
      expect(output).toContain('FAILED: States.TaskFailed');
      expect(output).toContain(
        "The role arn:aws:iam::111111111111:role/settle-orders is not authorized to assume the task state's role, arn:aws:iam::222222222222:role/order-desk.",
      );
      expect(output).toContain(
        '(SettleOrdersOfDevelopment) allows the action, but its Condition is not met.',
      );
      expect(output).toContain('AccessDenied: User: arn:aws:iam::111111111111:root is not authorized');
    },
  );

  test('ends with exit code 1 where the workflow comes to other totals than the orders give', {
    timeout: timeoutMilliseconds,
  }, async () => {
    const copy = aCopyOfTheExample();
    const workflow = join(copy, 'development/workflow.asl.json');
    const text = readFileSync(workflow, 'utf8');
    const withoutReviews = text.replace(
      '"NumericGreaterThanEquals": 500000',
      '"NumericGreaterThanEquals": 500000000',
    );
    expect(withoutReviews).not.toBe(text);
    writeFileSync(workflow, withoutReviews);

    const { code, errors } = await run(copy, ['--in-memory']);
    expect(code).toBe(1);
    expect(errors).toContain('the totals should have been {"orders":{"accepted":278,');
  });
});

const expectedCallCounts = {
  'settle-orders / WhoAmIAtHome as settle-orders in 111111111111': 1,
  'settle-orders / WhoAmIInTesting as order-desk in 222222222222': 1,
  // 314 orders that are complete, and the retries.
  'settle-orders / PriceOrder as order-desk in 222222222222': 338,
  'settle-orders / ReviewOrder as order-desk in 222222222222': 27,
  'review-large-order / PriceWithDiscount as review-large-order in 222222222222': 25,
  'settle-orders / TotalOrders as order-desk in 222222222222': 1,
};

/** The table of calls, without looking at nested executions: how often that takes depends on the machine. */
function callCounts(output: string): Readonly<Record<string, number>> {
  const rows = output.matchAll(/^ {2}(\S+ \/ \S+) {2,}(\S.*?) {2,}(\S+) {2,}\w+ (\d{12}) +(\d+)$/gm);
  const counts: Record<string, number> = {};
  for (const [, state, call, role, account, count] of rows) {
    if (call?.endsWith('looked at') === false) counts[`${state} as ${role} in ${account}`] = Number(count);
  }
  return counts;
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(folder: string, store: readonly string[]): Promise<Outcome> {
  const parameters = ['bin/stepwell', 'dev', '--example', folder, '--once', '--port', '0', ...store];
  const child = spawn(process.execPath, ['--no-warnings', ...parameters], {
    cwd: root,
    timeout: timeoutMilliseconds - 5_000,
  });
  const text = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.errors += chunk;
  });
  return new Promise((settle, reject) => {
    child.on('error', reject);
    child.on('close', (code) => settle({ code, ...text }));
  });
}

/** One that may be changed, and that finds the same packages. */
function aCopyOfTheExample(): string {
  const folder = aFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const copy = join(folder, 'cross-account');
  cpSync(example, copy, { recursive: true });
  return copy;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-example-'));
  folders.push(folder);
  return folder;
}
