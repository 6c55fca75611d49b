import { describe, expect, test } from 'vitest';
import {
  findExpressionProblems,
  findExpressionVariables,
} from '../../../../src/asl/expressions/jsonata/problems.ts';

const invalid = 'INVALID_JSONATA_EXPRESSION';
const unsupported = 'UNSUPPORTED_JSONATA_EXPRESSION';

function problemsOf(text: string, allows?: 'result' | 'errorOutput'): readonly string[] {
  return findExpressionProblems(text, { allows }).map(({ code, message }) => `${code}: ${message}`);
}

function topLevel(name: string): string {
  return `${unsupported}: Reference to '${name}' at the top level is not supported.`;
}

describe('a text that is no expression is refused in the words of the parser', () => {
  test.each([
    ['a[1,2)', 'Expected "]", got ","'],
    ['"unterminated', 'String literal must be terminated by a matching quote'],
    ['1 +', 'Unexpected end of expression'],
    ['', 'Unexpected end of expression'],
    ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
    ['$x :=', 'Unexpected end of expression'],
    ['$match("a", /abc', 'No terminating / in regular expression'],
    ['$a ?: 1', 'The symbol ":" cannot be used as a unary operator'],
    ['$a ?? 1', 'The symbol "?" cannot be used as a unary operator'],
    ['1 /* open', 'Comment has no closing tag'],
    ['%', "The object representing the 'parent' cannot be derived from this expression"],
    ['('.repeat(2000) + ')'.repeat(2000), 'Expression is nested too deeply'],
    [`1${'+1'.repeat(2000)}`, 'Expression is nested too deeply'],
    [`1${'+1'.repeat(100_000)}`, 'Expression is nested too deeply'],
  ])('%s', (text, message) => {
    expect(problemsOf(text)).toEqual([`${invalid}: ${message}`]);
  });

  test.each([
    [
      'a pattern that looks ahead',
      '$match("a", /a(?=b)/)',
      /^INVALID_JSONATA_EXPRESSION: Unsupported regular expression/,
    ],
    [
      'a pattern that refers back',
      '$match("a", /(a)\\1/)',
      /^INVALID_JSONATA_EXPRESSION: Unsupported regular expression/,
    ],
    ['a signature that backtracks', `function($a)<${'n?'.repeat(20)}:n>{1}`, /^INVALID_JSONATA_EXPRESSION: /],
  ])('%s', (_title, text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(message)]);
  });
});

describe('an expression of a state has no context', () => {
  test.each([
    ['phone', ['phone']],
    ['phone.home', ['phone']],
    ['$', ['$']],
    ['$.phone', ['$']],
    ['a + b', ['a', 'b']],
    ['a + a', ['a']],
    ['[a, b]', ['a', 'b']],
    ['{"k": a, b: 1}', ['a', 'b']],
    ['$x[a]', []],
    ['a[b]', ['a']],
    ['$states.input.items[value > 3].price', []],
    ['$states.input.items^(price)', []],
    ['$states.input.items{key: value}', []],
    ['$map($states.input.a, function($x) { b })', ['b']],
    ['($x := a; $x)', ['a']],
    ['a ? b : c', ['a', 'b', 'c']],
    ['$sum(a)', ['a']],
    ['a ~> $sum', ['a']],
    ['sum($states.input)', ['sum']],
    ['-a', ['a']],
    ['$states.input ~> |a|{"b": c}|', []],
  ])('%s', (text, names) => {
    expect(problemsOf(text)).toEqual(names.map(topLevel));
  });

  test.each(['$$', '$$.a', '$states.input.a[b = $$.c]'])('and no document: %s', (text) => {
    expect(problemsOf(text)).toEqual([`${unsupported}: Reference to '$$' is not supported.`]);
  });
});

describe('$states has its outcome only where there is one', () => {
  const absent = (field: string) => [`${unsupported}: Field '$states.${field}' does not exist.`];

  test.each([
    ['$states.result', undefined, absent('result')],
    ['$states.result', 'errorOutput', absent('result')],
    ['$states.result', 'result', []],
    ['$states.errorOutput.Cause', undefined, absent('errorOutput')],
    ['$states.errorOutput.Cause', 'result', absent('errorOutput')],
    ['$states.errorOutput.Cause', 'errorOutput', []],
    ['$map([1], function($x) { $states.result })', undefined, absent('result')],
    ['[$states.result, $states.result]', undefined, absent('result')],
    ['$states.input.result', undefined, []],
    ['$states', undefined, []],
  ] as const)('%s where it has %s', (text, allows, expected) => {
    expect(problemsOf(text, allows)).toEqual(expected);
  });
});

describe('an expression of a state may', () => {
  test.each([
    ['call $eval, which fails only then', '$eval("1")'],
    ['read variables nobody assigned', '$doesNotExist'],
    ['assign a variable of its own', '$variable := 1'],
    ['have a hundred terms and more', `1${'+1'.repeat(200)}`],
    ['have comments', '/* why */ $states.input /* not */'],
  ])('%s', (_title, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('the workflow variables of an expression', () => {
  test.each([
    ['$a + $b.c', ['a', 'b']],
    ['$states.input.$x', ['x']],
    ['($own := $a; $own + $b)', ['a', 'b']],
    ['$map($list, function($item) { $item + $rate })', ['list', 'rate']],
    ['$list@$each.($each + $rate)', ['list', 'rate']],
    ['$count($a)', ['a']],
    ['$$ & $', []],
    ['$states', []],
    ['1 +', []],
  ])('%s', (text, names) => {
    expect([...findExpressionVariables(text)].sort()).toEqual(names);
  });
});
