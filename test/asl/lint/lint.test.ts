import { describe, expect, test } from 'vitest';
import type { StateMachineType } from '../../../src/asl/definition.ts';
import { isError } from '../../../src/asl/diagnostic.ts';
import { lintRules } from '../../../src/asl/lint/index.ts';
import { lintDefinition } from '../../../src/asl/lint/lint.ts';
import { validateDefinition } from '../../../src/asl/validate.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { aDefinition, aFail, aMap, aParallel, aPass, aTask, aWait } from '../../support/a-definition.ts';

interface LintCase {
  readonly title: string;
  readonly definition: JsonObject;
  readonly type?: StateMachineType;
  /** `CODE location`, in the order of the rules. */
  readonly found: readonly string[];
}

const callback = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const succeed = { Type: 'Succeed' };

function one(state: JsonObject, more: JsonObject = {}): JsonObject {
  return aDefinition({ S: state }, more);
}

/** A Map whose iterations are executions of their own. */
function aDistributedMap(states: JsonObject, ExecutionType: string): JsonObject {
  const map = aMap(states);
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType };
  return { ...map, ItemProcessor: { ...(map.ItemProcessor as JsonObject), ProcessorConfig } };
}

function handled(errorLists: readonly (readonly string[])[], field: 'Retry' | 'Catch'): JsonObject {
  const entries = errorLists.map((ErrorEquals) => ({ ErrorEquals, ...(field === 'Catch' && { Next: 'E' }) }));
  return aDefinition({ S: aTask({ [field]: entries, Next: 'E' }), E: succeed });
}

function chosen(rules: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  const Choices = rules.map((rule) => ({ ...rule, Next: 'E' }));
  return aDefinition({ S: { Type: 'Choice', Choices, ...more }, E: succeed });
}

const cases: Readonly<Record<string, readonly LintCase[]>> = {
  names: [
    {
      title: 'a name that ends with a space',
      definition: aDefinition({ 'A ': aPass() }),
      found: ['STATE_NAME_HAS_OUTER_SPACE /States/A '],
    },
    { title: 'a name with a space inside', definition: aDefinition({ 'A B': aPass() }), found: [] },
  ],
  'ways to an end': [
    {
      title: 'a loop that nothing leaves, beside a way to the end',
      definition: aDefinition({
        C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'A' }], Default: 'E' },
        A: aPass({ Next: 'B' }),
        B: aPass({ Next: 'A' }),
        E: succeed,
      }),
      found: ['NEVER_ENDS /States/A'],
    },
    {
      title: 'a loop with a way out',
      definition: aDefinition({
        A: aPass({ Next: 'C' }),
        C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'A' }], Default: 'E' },
        E: succeed,
      }),
      found: [],
    },
    {
      title: 'a loop that only a Catcher leaves',
      definition: aDefinition({
        A: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }], Next: 'B' }),
        B: aPass({ Next: 'A' }),
        E: succeed,
      }),
      found: [],
    },
    {
      title: 'a loop in a branch',
      definition: one(
        aParallel([
          {
            C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'A' }], Default: 'E' },
            A: aPass({ Next: 'A' }),
            E: succeed,
          },
        ]),
      ),
      found: ['NEVER_ENDS /States/S/Branches[0]/States/A'],
    },
  ],
  timeouts: [
    {
      title: 'a machine with no time',
      definition: one(aPass(), { TimeoutSeconds: 0 }),
      found: ['TIMEOUT_IS_ZERO /TimeoutSeconds'],
    },
    {
      title: 'a wait that outlasts the machine',
      definition: one(aWait(61), { TimeoutSeconds: 60 }),
      found: ['TIMEOUT_COMES_FIRST /States/S/Seconds'],
    },
    { title: 'a wait that fits', definition: one(aWait(60), { TimeoutSeconds: 60 }), found: [] },
    { title: 'a long wait in a machine without a timeout', definition: one(aWait(1e6)), found: [] },
    {
      title: 'a task timeout that outlasts the machine',
      definition: one(aTask({ TimeoutSeconds: 90 }), { TimeoutSeconds: 60 }),
      found: ['TIMEOUT_COMES_FIRST /States/S/TimeoutSeconds'],
    },
    {
      title: 'a wait that outlasts an Express execution',
      definition: one(aWait(301)),
      type: 'EXPRESS',
      found: ['TIMEOUT_COMES_FIRST /States/S/Seconds'],
    },
    {
      title: 'an iteration, which runs within the execution',
      definition: one(aMap({ W: aWait(61) }), { TimeoutSeconds: 60 }),
      found: ['TIMEOUT_COMES_FIRST /States/S/ItemProcessor/States/W/Seconds'],
    },
    {
      title: 'a child execution, which has its own time',
      definition: one(aDistributedMap({ W: aWait(61) }, 'STANDARD'), { TimeoutSeconds: 60 }),
      found: [],
    },
    {
      title: 'an Express child execution',
      definition: one(aDistributedMap({ W: aWait(301) }, 'EXPRESS')),
      found: ['TIMEOUT_COMES_FIRST /States/S/ItemProcessor/States/W/Seconds'],
    },
  ],
  'choices without Default': [
    {
      title: 'two texts',
      definition: chosen([
        { Variable: '$.x', StringEquals: 'a' },
        { Variable: '$.x', StringEquals: 'b' },
      ]),
      found: ['NO_DEFAULT /States/S'],
    },
    {
      title: 'texts and numbers within And and Or',
      definition: chosen([
        {
          Or: [
            { Variable: '$.x', NumericEquals: 1 },
            {
              And: [
                { Variable: '$.y', StringMatches: 'a*' },
                { Variable: '$.z', IsPresent: true },
              ],
            },
          ],
        },
      ]),
      found: ['NO_DEFAULT /States/S'],
    },
    {
      title: 'a Default',
      definition: chosen([{ Variable: '$.x', StringEquals: 'a' }], { Default: 'E' }),
      found: [],
    },
    {
      title: 'both booleans',
      definition: chosen([
        { Variable: '$.x', BooleanEquals: true },
        { Variable: '$.x', BooleanEquals: false },
      ]),
      found: [],
    },
    {
      title: 'what is not equal',
      definition: chosen([
        { Variable: '$.x', StringEquals: 'a' },
        { Not: { Variable: '$.x', StringEquals: 'a' } },
      ]),
      found: [],
    },
    { title: 'any text', definition: chosen([{ Variable: '$.x', StringMatches: '*' }]), found: [] },
    { title: 'an order', definition: chosen([{ Variable: '$.x', NumericLessThan: 1 }]), found: [] },
  ],
  'errors that are handled': [
    {
      title: 'States.Runtime',
      definition: handled([['States.Runtime', 'X']], 'Catch'),
      found: ['ERROR_NAME_NEVER_MATCHES /States/S/Catch[0]/ErrorEquals[0]'],
    },
    {
      title: 'a wildcard in another case',
      definition: handled([['States.All']], 'Retry'),
      found: ['ERROR_NAME_NEVER_MATCHES /States/S/Retry[0]/ErrorEquals[0]'],
    },
    {
      title: 'names of services',
      definition: handled([['Lambda.TooManyRequestsException', 'x']], 'Retry'),
      found: [],
    },
    {
      title: 'a name that was handled before',
      definition: handled([['A', 'B'], ['B']], 'Catch'),
      found: ['HANDLER_NEVER_USED /States/S/Catch[1]'],
    },
    { title: 'a name more than before', definition: handled([['A'], ['A', 'B']], 'Catch'), found: [] },
    {
      title: 'what States.TaskFailed took',
      definition: handled([['States.TaskFailed'], ['Lambda.Unknown']], 'Retry'),
      found: ['HANDLER_NEVER_USED /States/S/Retry[1]'],
    },
    {
      title: 'what States.TaskFailed leaves',
      definition: handled([['States.TaskFailed'], ['States.Timeout'], ['States.ALL']], 'Retry'),
      found: [],
    },
    {
      title: 'a heartbeat that a timeout took',
      definition: handled([['States.Timeout'], ['States.HeartbeatTimeout']], 'Retry'),
      found: ['HANDLER_NEVER_USED /States/S/Retry[1]'],
    },
    {
      title: 'attempts without a pause',
      definition: one(aTask({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 0 }] })),
      found: ['RETRY_WITHOUT_DELAY /States/S/Retry[0]/IntervalSeconds'],
    },
    {
      title: 'no attempts, and so no pause',
      definition: one(aTask({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 0, MaxAttempts: 0 }] })),
      found: [],
    },
  ],
  credentials: [
    {
      title: 'a role',
      definition: one(aTask({ Credentials: { RoleArn: 'arn:aws:iam::123456789012:role/path/r' } })),
      found: [],
    },
    {
      title: 'a role from the input',
      definition: one(aTask({ Credentials: { 'RoleArn.$': '$.role' } })),
      found: [],
    },
    {
      title: 'a user',
      definition: one(aTask({ Credentials: { RoleArn: 'arn:aws:iam::123456789012:user/u' } })),
      found: ['INVALID_ROLE_ARN /States/S/Credentials/RoleArn'],
    },
    {
      title: 'a name',
      definition: one(aTask({ Credentials: { RoleArn: 'r' } })),
      found: ['INVALID_ROLE_ARN /States/S/Credentials/RoleArn'],
    },
  ],
  'task tokens': [
    {
      title: 'a token among the parameters',
      definition: one(aTask({ Resource: callback, Parameters: { Body: { 'Token.$': '$$.Task.Token' } } })),
      found: [],
    },
    {
      title: 'a token within a function',
      definition: one(
        aTask({ Resource: callback, Parameters: { 'B.$': "States.Format('{}', $$.Task.Token)" } }),
      ),
      found: [],
    },
    {
      title: 'the whole Context object',
      definition: one(aTask({ Resource: callback, Parameters: { 'B.$': '$$' } })),
      found: [],
    },
    {
      title: 'a token as the input',
      definition: one(aTask({ Resource: callback, InputPath: '$$.Task' })),
      found: [],
    },
    {
      title: 'no token',
      definition: one(
        aTask({
          Resource: callback,
          Parameters: { QueueUrl: 'q', 'B.$': '$$.Execution.Id', C: '$$.Task.Token' },
        }),
      ),
      found: ['TASK_TOKEN_NOT_PASSED /States/S'],
    },
    {
      title: 'no parameters',
      definition: one(aTask({ Resource: callback })),
      found: ['TASK_TOKEN_NOT_PASSED /States/S'],
    },
  ],
  variables: [
    {
      title: 'a variable from before',
      definition: aDefinition({
        A: aPass({ Assign: { x: 1 }, Next: 'B' }),
        B: aPass({ Parameters: { 'y.$': '$x' } }),
      }),
      found: [],
    },
    {
      title: 'a variable that nothing assigns',
      definition: one(aPass({ Parameters: { a: [{ 'y.$': "States.Format('{}', $x.a)" }] } })),
      found: ['VARIABLE_NEVER_ASSIGNED /States/S/Parameters/a[0]/y.$'],
    },
    {
      title: 'a variable that is asked for first',
      definition: chosen([{ Variable: '$x', IsPresent: true }], { Default: 'E' }),
      found: [],
    },
    {
      title: 'a variable of an outer block',
      definition: aDefinition({
        A: aPass({ Assign: { x: 1 }, Next: 'M' }),
        M: aMap({ B: aPass({ InputPath: '$x' }) }),
      }),
      found: [],
    },
    {
      title: 'a variable that a child execution does not see',
      definition: aDefinition({
        A: aPass({ Assign: { x: 1 }, Next: 'M' }),
        M: aDistributedMap({ B: aPass({ InputPath: '$x' }) }, 'STANDARD'),
      }),
      found: ['VARIABLE_NEVER_ASSIGNED /States/M/ItemProcessor/States/B/InputPath'],
    },
    {
      title: 'a variable of an inner block',
      definition: aDefinition({
        M: aMap({ B: aPass({ Assign: { x: 1 } }) }, { Next: 'A' }),
        A: aPass({ InputPath: '$x' }),
      }),
      found: ['VARIABLE_NEVER_ASSIGNED /States/A/InputPath'],
    },
    {
      title: 'a variable that a Catcher assigns',
      definition: aDefinition({
        A: aTask({ Catch: [{ ErrorEquals: ['X'], Next: 'B', Assign: { 'x.$': '$.Error' } }], Next: 'B' }),
        B: aPass({ InputPath: '$x' }),
      }),
      found: [],
    },
  ],
  'the Context object': [
    {
      title: 'what it has',
      definition: one(
        aPass({ Parameters: { 'a.$': '$$.Execution.Input.any', 'b.$': '$$.State.Name', 'c.$': '$$' } }),
      ),
      found: [],
    },
    {
      title: 'a section that it has not',
      definition: one(aPass({ InputPath: '$$.Executions.Id' })),
      found: ['CONTEXT_HAS_NO_SUCH_FIELD /States/S/InputPath'],
    },
    {
      title: 'a field that it has not',
      definition: one(aPass({ Parameters: { 'a.$': '$$.Execution.Arn' } })),
      found: ['CONTEXT_HAS_NO_SUCH_FIELD /States/S/Parameters/a.$'],
    },
    {
      title: 'a token where none is made',
      definition: one(aPass({ Parameters: { 'a.$': '$$.Task.Token' } })),
      found: ['CONTEXT_HAS_NO_SUCH_FIELD /States/S/Parameters/a.$'],
    },
    {
      title: 'the token of a job',
      definition: one(
        aTask({
          Resource: 'arn:aws:states:::states:startExecution.sync',
          Parameters: { 'a.$': '$$.Task.Token' },
        }),
      ),
      found: [],
    },
  ],
  'intrinsic functions': [
    {
      title: 'as many arguments as they take',
      definition: one(aPass({ Parameters: { 'a.$': 'States.UUID()', 'b.$': 'States.MathAdd($.a, 1)' } })),
      found: [],
    },
    {
      title: 'one too few, within another',
      definition: one(aPass({ Parameters: { 'a.$': 'States.Array(States.MathAdd($.a))' } })),
      found: ['INTRINSIC_ARGUMENT_COUNT /States/S/Parameters/a.$'],
    },
    {
      title: 'one too many',
      definition: one(aPass({ Parameters: { 'a.$': 'States.UUID(1)' } })),
      found: ['INTRINSIC_ARGUMENT_COUNT /States/S/Parameters/a.$'],
    },
  ],
  'the marks of expressions': [
    {
      title: 'JSONata in a JSONPath state',
      definition: one(aPass({ Parameters: { a: ['{% $states.input %}'] } })),
      found: ['EXPRESSION_IS_TEXT /States/S/Parameters/a[0]'],
    },
    { title: 'a text with braces', definition: one(aPass({ Parameters: { a: '{%' } })), found: [] },
  ],
};

/** Tables of JSONata states, which lint looks at whether or not they can be run. */
const jsonataCases: readonly LintCase[] = [
  { title: 'an expression', definition: one(aPass({ Output: '{% $states.input %}' })), found: [] },
  {
    title: 'an expression with text around it',
    definition: one(aPass({ Output: { a: 'Hello {% $states.input.name %}' } })),
    found: ['EXPRESSION_IS_TEXT /States/S/Output/a'],
  },
  {
    title: 'an expression without marks',
    definition: one(aPass({ Assign: { a: '$states.input.name' } })),
    found: ['EXPRESSION_IS_TEXT /States/S/Assign/a'],
  },
  {
    title: 'a name as JSONPath has it',
    definition: one(aPass({ Output: { 'a.$': '$.x' } })),
    found: ['EXPRESSION_IS_TEXT /States/S/Output/a.$'],
  },
  {
    title: 'a callback that gives its token on',
    definition: one(aTask({ Resource: callback, Arguments: { t: '{% $states.context.Task.Token %}' } })),
    found: [],
  },
  {
    title: 'a callback that keeps its token',
    definition: one(aTask({ Resource: callback, Arguments: { t: '{% $states.input.t %}' } })),
    found: ['TASK_TOKEN_NOT_PASSED /States/S'],
  },
  {
    title: 'a role that an expression gives',
    definition: one(aTask({ Credentials: { RoleArn: '{% $states.input.role %}' } })),
    found: [],
  },
];

const covered = new Set<string>();

function check({ definition, type = 'STANDARD', found }: LintCase): void {
  const findings = lintDefinition(definition, { type });
  for (const { code, severity } of findings) {
    covered.add(code);
    expect(severity).toBe('WARNING');
  }
  expect(findings.map(({ code, location }) => `${code} ${location}`)).toEqual(found);
}

describe.each(Object.entries(cases))('%s', (_, group) => {
  test.each(group)('$title', (lintCase) => {
    const errors = validateDefinition(lintCase.definition, { type: lintCase.type ?? 'STANDARD' });
    expect(errors.filter(isError)).toEqual([]);
    check(lintCase);
  });
});

describe('JSONata states', () => {
  test.each(jsonataCases)('$title', (lintCase) => {
    check({ ...lintCase, definition: { ...lintCase.definition, QueryLanguage: 'JSONata' } });
  });
});

test('every rule found something above, under its own code', () => {
  expect([...covered].sort()).toEqual(lintRules.map(({ code }) => code).sort());
});

test('a definition that does nothing odd has no findings', () => {
  const definition = aDefinition({ A: aPass({ Next: 'B' }), B: aTask({ Next: 'C' }), C: aFail('X') });
  expect(lintDefinition(definition, { type: 'STANDARD' })).toEqual([]);
});
