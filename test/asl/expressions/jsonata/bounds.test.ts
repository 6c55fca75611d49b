import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/base/json.ts';
import { evaluate } from './evaluate.ts';

const memory =
  'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage';
const time = 'threw an error during evaluation: Expression evaluation timeout: Check for infinite loop';
const stack =
  'threw an error during evaluation: Stack overflow error: ' +
  'Check for non-terminating recursive function. Consider rewriting as tail-recursive';

const doubled = '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 22))';
const nested = '($f := function($v, $n) { $n = 0 ? $v : $f([[$v], [$v]], $n - 1) }; $f([0, 0], 60))';
const megabytes = `($big := ${doubled}; `;

/** What would hold up or kill a process that evaluated it without bounds. */
const hostile: readonly (readonly [title: string, expression: string, cause: string])[] = [
  ['recursion in the last place', '($f := function() { $f() }; $f())', time],
  ['recursion in the last place with a growing argument', '($f := function($x) { $f($x + 1) }; $f(1))', time],
  ['mutual recursion', '($f := function() { $g() }; $g := function() { $f() }; $f())', time],
  ['recursion elsewhere', '($f := function($n) { 1 + $f($n) }; $f(1))', stack],
  ['recursion through a built-in function', '($f := function($n) { $map([1], $f) }; $f(1))', stack],
  ['a function that applies itself', '($y := function($f) { $f($f) }; $y($y))', time],
  ['a range of a billion', '[1..1000000000]', `threw an error during evaluation. D2014: `],
  ['a range of a million', '[1..1000000]', memory],
  ['$range of a billion', '$range(1, 1000000000, 1)', memory],
  ['$range without an end', '$range(0, 1e300, 1)', memory],
  ['$range with the smallest step', '$range(0, 1e15, 1)', memory],
  ['many ranges', '$map([1..100000], function($i) { [1..800000] })', memory],
  ['nested loops', '[1..800000].([1..800000].(1))', time],
  ['a product of arrays', '($a := [1..5000]; $a.($x := $; $a.($x * $)))', time],
  ['$pad to a gigabyte', '$pad("x", 1000000000)', memory],
  ['$pad to the left', '$pad("x", -1000000000, "ab")', memory],
  [
    'a string of 100 MB',
    '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 27))',
    memory,
  ],
  ['many large strings', `${megabytes}$map([1..100000], function($i) { $uppercase($big & $i) }))`, memory],
  ['many large strings joined', `${megabytes}$join($map([1..100000], function($i) { $big })))`, memory],
  ['$join with a large separator', `${megabytes}$join($map([1..1000], $string), $big))`, memory],
  ['$replace that multiplies', `${megabytes}$replace($big, "x", $big))`, memory],
  [
    '$replace of a pattern that multiplies',
    `${megabytes}$replace($substring($big, 0, 100), /x/, $big))`,
    memory,
  ],
  ['$split into characters', `${megabytes}$split($big, ""))`, memory],
  ['$split at a pattern', `${megabytes}$split($big, /x/))`, time],
  ['$string of shared parts', `$string(${nested})`, time],
  ['a result of shared parts', nested, memory],
  ['comparing shared parts', `(${nested}) = (${nested})`, time],
  ['the truth of shared parts', `$boolean(${nested})`, time],
  ['$clone of shared parts', `$clone(${nested})`, time],
  ['the descendants of shared parts', `(${nested}).**`, memory],
  ['an error that names shared parts', `{ (${nested}): 1 }`, 'threw an error during evaluation. T1003: '],
  [
    'comparing large strings',
    `${megabytes}$other := $big & ""; $map([1..800000], function($i) { $big = $other }))`,
    time,
  ],
  [
    'a pattern that backtracks',
    `$match($pad("", 50000, "a") & "b", /(a+)+$/)`,
    'returned nothing (undefined).',
  ],
  ['a large pattern', `$contains($pad("", 250000, "a") & "b", /(a{1,900})+c/)`, time],
  ['a pattern on a large string', `${megabytes}$contains($big, /(x+x+)+y/))`, time],
  [
    'a pattern tried on every item',
    '$map([1..800000], function($i) { $match("aaaaaaaaaa", /(a|aa)+$/) })',
    time,
  ],
  [
    '$sort with a comparator that never ends',
    '$sort([1..1000], function() { ($f := function() { $f() }; $f()) })',
    time,
  ],
  ['$sort of too much', '$sort([1..800000], function($a, $b) { $a < $b })', time],
  ['$distinct of many objects', '$distinct([1..100000].{"a": $})', time],
  ['$reduce that doubles', '$reduce([1..100], function($a, $b) { $append($a, $a) })', memory],
  ['$merge of a million members', '$merge([1..800000].{$string($): 1})', time],
  [
    '$zip of many arrays',
    '($a := [1..800000]; $zip($a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a))',
    time,
  ],
  ['$spread of many objects', '$map([1..100000], function($i) { $spread([1..100].{"a": 1, "b": 2}) })', time],
  ['roman numerals without end', '$formatInteger(1e300, "I")', memory],
  ['$formatInteger with a huge picture', '$formatInteger(1, $pad("", 1000000, "0,"))', memory],
  ['$fromMillis with a huge width', '$fromMillis(0, "[Y,*-999999999]")', memory],
  [
    '$toMillis with a picture that backtracks',
    `$toMillis($pad("", 60, "1") & "x", "${'[H]'.repeat(30)}")`,
    time,
  ],
  [
    '$parse of deep nesting',
    '$parse($pad("", 200000, "["))',
    'threw an error during evaluation. D3137: Invalid JSON',
  ],
  ['$hash of a large string', `${megabytes}$hash($big, "MD5"))`, time],
  ['a transform that puts an object into itself', '{} ~> |$|{"a": $}|', stack],
  [
    'a signature that backtracks',
    '($f := function($a)<n?n?n?n?n?n?n?n?n?s:n>{1}; $f(1,1,1,1,1,1,1,1,1,1))',
    'threw an error during evaluation. T0410: ',
  ],
];

describe('an expression without bounds of its own', () => {
  test.each(hostile)('%s', (_title, expression, cause) => {
    const before = process.cpuUsage();
    const answer = evaluate(expression);
    const { user, system } = process.cpuUsage(before);
    expect(answer).toEqual({ cause: expect.stringContaining(cause) });
    // Microseconds of a processor. Well within a second where nothing else runs.
    expect(user + system).toBeLessThan(5_000_000);
  });
});

const recursion = '($f := function($x) { $x <= 0 ? 0 : 1 + $f($x - 1) }; $f(';
const doubling = '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("x", ';

/** Where the service was measured to draw the line: the last expression it accepts, and the first it does not. */
const lines: readonly (readonly [
  title: string,
  accepted: string,
  value: Json,
  refused: string,
  cause: string,
])[] = [
  ['terms of a sum', `1${'+1'.repeat(99)}`, 100, `1${'+1'.repeat(100)}`, stack],
  ['parentheses', parenthesized(99), 1, parenthesized(100), stack],
  ['chained functions', `1${'~>$string'.repeat(99)}`, '1', `1${'~>$string'.repeat(100)}`, stack],
  ['calls that wait for each other', `${recursion}31))`, 31, `${recursion}32))`, stack],
  ['members of a range', '[1..873782] ~> $count()', 873_782, '[1..873783] ~> $count()', memory],
  ['members of $range', '$count($range(1, 360145, 1))', 360_145, '$count($range(1, 360146, 1))', memory],
  ['characters of a string', `${doubling}22)))`, 2 ** 22, `${doubling}23)))`, memory],
];

function parenthesized(depth: number): string {
  return `${'('.repeat(depth)}1${')'.repeat(depth)}`;
}

describe('the bounds are those of the service', () => {
  test.each(lines)('%s', (_title, accepted, value, refused, cause) => {
    expect(evaluate(accepted)).toEqual(value);
    expect(evaluate(refused)).toEqual({ cause });
  });

  test.each([
    [
      'a function over two hundred thousand numbers',
      '$sum($map([1..200000], function($v) { $v * 2 }))',
      40_000_200_000,
    ],
    [
      'twenty thousand calls in the last place',
      '($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(20000))',
      0,
    ],
    [
      'a needle that almost fits everywhere',
      `${megabytes}$contains($big, "y" & $substring($big, 0, 2000000)))`,
      false,
    ],
    ['a sum over two hundred thousand numbers', '$sum($range(1, 200000, 1))', 20_000_100_000],
    [
      'text put together piece by piece',
      '$length($reduce([1..2000], function($a, $b) { $a & "some text, " & $b }))',
      28_882,
    ],
    [
      'an array put together piece by piece',
      '$count($reduce([1..2000], function($a, $b) { $append($a, $b) }))',
      2000,
    ],
  ])('%s is within them', (_title, expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});
