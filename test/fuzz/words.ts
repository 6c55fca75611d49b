import type { Json } from '../../src/base/json.ts';
import type { Chance } from './chance.ts';

/** Paths of every kind; some lead nowhere. */
export const paths: readonly string[] = [
  '$',
  '$.a',
  '$.b.c',
  '$.list',
  '$.list[0]',
  '$.list[-1]',
  '$.list[*].n',
  '$.list[?(@.n > 1)]',
  '$.list[?(@.s==abc || !@.n)].s',
  '$..n',
  '$..[0]',
  '$.list[0,1]',
  '$.list[:2]',
  '$.list.length()',
  '$.list..n.max()',
  "$['a','b']",
  "$['odd name']",
  '$.missing',
  '$$',
  '$$.Execution.Input',
  '$$.State.Name',
  '$$.Map.Item.Index',
  '$$.Task.Token',
  '$v1',
  '$v2.a[0]',
  '$nowhere',
];

export const referencePaths: readonly string[] = [
  '$',
  '$.a',
  '$.b.c',
  '$.new.deep',
  '$.list[0]',
  '$.list[9]',
  '$.s[0]',
];

export const intrinsics: readonly string[] = [
  'States.UUID()',
  'States.Array($.a, 1, null)',
  "States.Format('{} and {}', $.a, $.b)",
  "States.Format('\\{\\}')",
  'States.MathAdd($.a, 1)',
  'States.MathRandom(1, 5)',
  'States.ArrayRange(1, 900000, 1)',
  'States.ArrayPartition($.list, 2)',
  'States.ArrayGetItem($.list, $.a)',
  'States.ArrayUnique(States.Array($.a, $.a))',
  'States.JsonMerge($, $.b, false)',
  "States.StringSplit($.s, ',')",
  "States.Hash($.s, 'SHA-256')",
  'States.Base64Decode(States.Base64Encode($.s))',
  'States.StringToJson(States.JsonToString($))',
  'States.ArrayLength()',
];

/** What a path or an intrinsic function may not look like. */
export const wrongTemplates: readonly string[] = [
  '$.a[',
  'a.b',
  '',
  'States.Nothing()',
  'States.UUID(',
  '$.a[?(@',
];

export const expressions: readonly string[] = [
  '{% $states.input %}',
  '{% $states.input.a + 1 %}',
  '{% $states.input.list[n > 1].s %}',
  '{% $sum($states.input.list.n) %}',
  '{% $states.context.Execution.Id %}',
  '{% $map([1..5], function($x) { $x * $x }) %}',
  '{% { "a": $v1, "b": [$v2, null] } %}',
  '{% $states.input.list ^(>n) %}',
  '{% $partition([1..9], 2) %}',
  '{% $hash("x", "MD5") & $uuid() %}',
  '{% $now() %}',
  '{% $exists($states.input.missing) ? 1 : "no" %}',
  '{% ($f := function($n) { $n <= 0 ? 0 : $f($n - 1) }; $f(50)) %}',
  '{% ($f := function($n) { $f($n + 1) + 1 }; $f(0)) %}',
  '{% $count([1..900000]) %}',
  '{% $replace("aaa", /a+?/, "b") %}',
  '{% $states.input.missing %}',
  'plain',
];

/** Expressions that are refused, some of them everywhere and some in most places. */
export const wrongExpressions: readonly string[] = [
  '{% $states.result %}',
  '{% $states.errorOutput.Error %}',
  '{% 1 + %}',
  '{% nothing %}',
  '{% $$ %}',
  '{% $states.input',
];

export const errorNames: readonly string[] = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.Runtime',
  'States.QueryEvaluationError',
  'States.DataLimitExceeded',
  'Custom',
];

const odd: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  -1e300,
  Number.MAX_SAFE_INTEGER,
  '',
  '$',
  '{%',
  '{% %}',
  '\u0000',
  '\ud800',
  '🪜'.repeat(90),
  'x'.repeat(5_000),
  [],
  {},
  [[[[[[]]]]]],
  { '.$': '$' },
  { 'a.$': 1 },
  { ['__proto__']: { a: 1 } },
  JSON.parse('{"__proto__": {"a": 1}, "constructor": null, "toString": 1}') as Json,
];

/** A value that has no business where it will stand. */
export function oddValue({ pick }: Chance): Json {
  return pick(odd);
}

/** An execution's input: often what the paths above look for. */
export function randomInput({ once, pick, below }: Chance): Json {
  if (once(6)) return oddValue({ once, pick, below });
  const list = Array.from({ length: below(6) }, (_, n) => ({ n, s: pick(['abc', 'x,y', '']) }));
  return {
    a: pick<Json>([below(9), '7', null]),
    b: { c: pick<Json>([1, 'text', [], { d: 1 }]) },
    list,
    s: pick(['abc', 'a,b,c', '']),
    'odd name': true,
    ...(once(8) && { big: 'x'.repeat(130_000) }),
  };
}
