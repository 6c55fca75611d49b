import { describe, expect, test } from 'vitest';
import { compileFilterPattern } from '../../src/logs/filter-pattern.ts';
import { InvalidFilterPattern } from '../../src/logs/pattern-expression.ts';

const failed = JSON.stringify({
  id: '3',
  n: 7,
  type: 'TaskFailed',
  details: { error: 'Oops', list: [{ a: 1 }, { a: 2 }], none: null, flag: true },
});

const cases: readonly (readonly [pattern: string, message: string, matches: boolean])[] = [
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR', 'an error here', false],
  ['ERROR fatal', 'ERROR and fatal', true],
  ['ERROR fatal', 'ERROR only', false],
  ['"two words"', 'the two words', true],
  ['"two words"', 'two other words', false],
  ['"say \\"hi\\""', 'they say "hi"', true],
  ['ERROR -timeout', 'ERROR timeout', false],
  ['ERROR -timeout', 'ERROR other', true],
  ['?ERROR ?WARN', 'a WARN', true],
  ['?ERROR ?WARN', 'an INFO', false],
  ['%ERR(OR)?[0-9]+%', 'ERR42', true],
  ['%^x%', 'ax', false],
  ['{ $.type = "TaskFailed" }', failed, true],
  ['{ $.type = TaskFailed }', failed, true],
  ['{ $.type = "Task*" }', failed, true],
  ['{ $.type = "*Succeeded" }', failed, false],
  ['{ $.type != "TaskFailed" }', failed, false],
  ['{ $.absent != "x" }', failed, false],
  ['{ $.id = "3" }', failed, true],
  ['{ $.n = 7 }', failed, true],
  ['{ $.n >= 7 && $.n < 8 }', failed, true],
  ['{ $.n > 7 || $.details.error = "Oops" }', failed, true],
  ['{ ($.n > 7 || $.n < 3) && $.id = 3 }', failed, false],
  ['{ $.details.list[1].a = 2 }', failed, true],
  ['{ $.details.list[*].a = 1 }', failed, true],
  ['{ $.details.none IS NULL }', failed, true],
  ['{ $.details.flag IS TRUE }', failed, true],
  ['{ $.absent NOT EXISTS }', failed, true],
  ['{ $.n NOT EXISTS }', failed, false],
  ['{ $.details.error = %^O+ps$% }', failed, false],
  ['{ $.details.error = %^Oo?ps$% }', failed, true],
  ['{ $.type = "TaskFailed" }', 'no JSON: TaskFailed', false],
  ['{ $.type = "TaskFailed" }', '{"type": broken', false],
];
describe('a filter pattern', () => {
  test.each(cases)('%s on %s: %s', (pattern, message, matches) => {
    expect(compileFilterPattern(pattern)(message)).toBe(matches);
  });

  test.each([
    '{ $.a = }',
    '{ $.a = "x"',
    '{ a = 1 }',
    '{ $.a IS MAYBE }',
    '[a, b]',
    '"open',
    '{ ($.a = 1 }',
    '%(%',
  ])('is refused: %s', (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow(InvalidFilterPattern);
  });

  test('takes time that grows with the message alone', () => {
    const matches = compileFilterPattern('%(a+)+$%');
    const before = process.cpuUsage();
    expect(matches(`${'a'.repeat(5_000)}!`)).toBe(false);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(1_000_000);
  });
});
