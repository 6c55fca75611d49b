import { expect, test } from 'vitest';
import { type ValidationOptions, validateDefinition } from '../../../src/asl/validate.ts';
import type { JsonObject } from '../../../src/base/json.ts';

const options: ValidationOptions = {
  type: 'STANDARD',
  findParameters: (arn) =>
    arn.endsWith(':queue:send')
      ? { names: new Set(['Url', 'Body', 'Delay']), required: ['Url', 'Body'] }
      : undefined,
};

const send = 'arn:aws:states:::queue:send';

const unsupported = (name: string, field: string) =>
  `The field "${name}" is not supported by Step Functions at /States/S/${field}`;
const missing = (name: string, field: string) =>
  `The field '${name}' is required but was missing at /States/S/${field}`;

test.each<[string, JsonObject, readonly string[]]>([
  ['all it takes', { Parameters: { Url: 'u', Body: {}, Delay: 1 } }, []],
  ['values of the execution', { Parameters: { 'Url.$': '$.u', 'Body.$': '$$.Task.Token' } }, []],
  ['a null for a required one', { Parameters: { Url: null, Body: '' } }, []],
  ['no parameters at all, since the input is passed on', {}, []],
  [
    'one it does not take',
    { Parameters: { Url: 'u', Body: 'b', url: 'u' } },
    [unsupported('url', 'Parameters')],
  ],
  ['one it does not take, deeper', { Parameters: { Url: 'u', Body: { url: 'u' } } }, []],
  [
    'one it does not take, of the execution',
    { Parameters: { Url: 'u', Body: 'b', 'Token.$': '$$.Task.Token' } },
    [],
  ],
  ['too few', { Parameters: { Url: 'u' } }, [missing('Body', 'Parameters')]],
  ['none', { Parameters: {} }, [missing('Url', 'Parameters'), missing('Body', 'Parameters')]],
  [
    'a text in JSONata where a text is none',
    { QueryLanguage: 'JSONata', Arguments: { Url: '{% $states.input.u %}', Token: 't' } },
    [unsupported('Token', 'Arguments'), missing('Body', 'Arguments')],
  ],
  [
    'an expression for one it does not take',
    {
      QueryLanguage: 'JSONata',
      Arguments: { Url: 'u', Body: 'b', Token: '{% $states.context.Task.Token %}' },
    },
    [],
  ],
  ['an expression for all', { QueryLanguage: 'JSONata', Arguments: '{% $states.input %}' }, []],
  [
    'an integration of which nothing is known',
    { Resource: 'arn:aws:states:::other:send', Parameters: { x: 1 } },
    [],
  ],
])('parameters of an integration: %s', (_, fields, expected) => {
  const S = { Type: 'Task', Resource: send, End: true, ...fields };
  const found = validateDefinition({ StartAt: 'S', States: { S } }, options);
  expect(found.map(({ message, location }) => `${message} at ${location}`)).toEqual(expected);
});

test('an integration that this server cannot call is warned of', () => {
  const S = { Type: 'Task', Resource: send, End: true };
  const found = validateDefinition(
    { StartAt: 'S', States: { S } },
    { ...options, isKnownResource: () => true, isConnectedResource: () => false },
  );
  expect(found).toMatchObject([
    { severity: 'WARNING', code: 'RESOURCE_NOT_SUPPORTED', location: '/States/S/Resource' },
  ]);
});
