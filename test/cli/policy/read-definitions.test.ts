import { expect, test } from 'vitest';
import { readDefinitions } from '../../../src/cli/policy/read-definitions.ts';

const succeed = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}';

function read(files: readonly string[], name?: string) {
  const surroundings = { read: () => succeed, tell: () => {}, version: '0.0.0' };
  return readDefinitions({ files, name, type: 'STANDARD' }, surroundings);
}

test.each([
  ['orders.json', 'orders'],
  ['flows/orders.asl.json', 'orders'],
  ['orders.asl.yaml', 'orders'],
  ['orders.YML', 'orders'],
  ['settle orders.v2.json', 'settle-orders.v2'],
  ['orders', 'orders'],
])('the state machine in %s is called %s', (file, name) => {
  expect(read([file])).toEqual([{ name, definition: JSON.parse(succeed) }]);
});

test('a definition on standard input has the name it is given', () => {
  expect(read(['-'], 'orders')).toEqual([{ name: 'orders', definition: JSON.parse(succeed) }]);
});

test('a definition on standard input without a name is refused', () => {
  expect(read(['-'])).toMatchObject({ exitCode: 2, problem: expect.stringContaining('--name') });
});

test('standard input is read once', () => {
  let count = 0;
  const surroundings = {
    read: () => {
      count += 1;
      return succeed;
    },
    tell: () => {},
    version: '0.0.0',
  };
  readDefinitions({ files: ['-'], name: 'orders', type: 'STANDARD' }, surroundings);
  expect(count).toBe(1);
});

test('a definition that is not valid is taken as long as all that it calls can be seen', () => {
  const dangling = succeed.replace('"Succeed"', '"Pass", "Next": "Nowhere"');
  let told = '';
  const tell = (text: string) => {
    told += text;
  };
  const surroundings = { read: () => dangling, tell, version: '0.0.0' };
  const request = { files: ['orders.json'], name: undefined, type: 'STANDARD' } as const;
  expect(readDefinitions(request, surroundings)).toEqual([
    { name: 'orders', definition: JSON.parse(dangling) },
  ]);
  expect(told).toContain('Nowhere');
});

test.each([
  ['a state of no type', '{"StartAt": "A", "States": {"A": {"Type": "Success"}}}'],
  [
    'a Task without a resource',
    '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "function", "End": true}}}',
  ],
  ['no states', '{}'],
  ['no JSON', '{"StartAt": '],
])('a definition with %s is refused', (_what, text) => {
  const surroundings = { read: () => text, tell: () => {}, version: '0.0.0' };
  const request = { files: ['orders.json'], name: undefined, type: 'STANDARD' } as const;
  expect(readDefinitions(request, surroundings)).toMatchObject({ exitCode: 1 });
});
