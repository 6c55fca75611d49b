import { expect, test } from 'vitest';
import {
  findPathProblem,
  findReferencePathProblem,
  findTemplateValueProblem,
  findVariables,
} from '../../../src/asl/expressions/syntax.ts';

/** Which of the four fields that hold paths accept a text. */
const texts: readonly (readonly [
  text: string,
  accepts: {
    readonly path: boolean;
    readonly reference: boolean;
    readonly result: boolean;
    readonly value: boolean;
  },
])[] = [
  ['$', { path: true, reference: true, result: true, value: true }],
  ['$.a.b', { path: true, reference: true, result: true, value: true }],
  ["$['a b'][0]", { path: true, reference: true, result: true, value: true }],
  ['$$', { path: true, reference: true, result: false, value: true }],
  ['$$.Execution.Id', { path: true, reference: true, result: false, value: true }],
  ['$name', { path: true, reference: true, result: false, value: true }],
  ['$name.x[0]', { path: true, reference: true, result: false, value: true }],
  ['$.a[*]', { path: true, reference: false, result: false, value: true }],
  ['$..a', { path: true, reference: false, result: false, value: true }],
  ['$.a[0:2]', { path: true, reference: false, result: false, value: true }],
  ['$.a[-1]', { path: true, reference: false, result: false, value: true }],
  ["$['a','b']", { path: true, reference: false, result: false, value: true }],
  ["$.a[?(@.b == 'x')]", { path: true, reference: false, result: false, value: true }],
  ['$.a.length()', { path: true, reference: false, result: false, value: true }],
  ['States.UUID()', { path: false, reference: false, result: false, value: true }],
  ["States.Format('{}', $.a)", { path: false, reference: false, result: false, value: true }],
  ['', { path: false, reference: false, result: false, value: false }],
  ['a', { path: false, reference: false, result: false, value: false }],
  ['$.', { path: false, reference: false, result: false, value: false }],
  ['$[abc]', { path: false, reference: false, result: false, value: false }],
  ['$.a[', { path: false, reference: false, result: false, value: false }],
  ['$.a b', { path: false, reference: false, result: false, value: false }],
  ['States.NoSuch()', { path: false, reference: false, result: false, value: false }],
  ["States.Format('\\\"')", { path: false, reference: false, result: false, value: false }],
  ['{% $x %}', { path: false, reference: false, result: false, value: false }],
];

test.each(texts)('%s is accepted where it may stand', (text, accepts) => {
  expect({
    path: findPathProblem(text) === undefined,
    reference: findReferencePathProblem(text) === undefined,
    result: findReferencePathProblem(text, 'Data') === undefined,
    value: findTemplateValueProblem(text) === undefined,
  }).toEqual(accepts);
});

test('a problem says where and what it is', () => {
  expect(findPathProblem('$.a[')).toBe(
    "expected an index, a name in quotes, a slice or a filter at position 4 of '$.a['",
  );
  expect(findReferencePathProblem('$.a[*]')).toBe(
    "'$.a[*]' is not a reference path: it may lead to more than one value",
  );
  expect(findTemplateValueProblem('States.NoSuch()')).toBe(
    "no such function 'States.NoSuch' at position 13 of 'States.NoSuch()'",
  );
});

const reads: readonly (readonly [text: string, names: readonly string[]])[] = [
  ['$.a', []],
  ['$$.Execution.Id', []],
  ['$answer', ['answer']],
  ['$answer.x[0]', ['answer']],
  ["States.Format('{} {}', $a, States.Array($b.c, $.d, $a))", ['a', 'b']],
  ['States.UUID()', []],
  ['not a path', []],
];

test.each(reads)('%s reads the variables %j', (text, names) => {
  expect([...findVariables(text)]).toEqual(names);
});
