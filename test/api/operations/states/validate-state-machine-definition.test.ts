import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import type { Services } from '../../../../src/api/operation.ts';
import { validateStateMachineDefinition } from '../../../../src/api/operations/states/validate-state-machine-definition.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import { findParameters, isConnectedResource, isKnownResource } from '../../../../src/connectors/index.ts';
import { accountRoot } from '../../../../src/iam/principal.ts';
import type { Permission } from '../../../../src/runtime/identity/identity.ts';
import { anIdentity, someServices } from '../../../support/api-server.ts';

const account = '111111111111';

function validate(input: JsonObject, onPermission: (permission: Permission) => void = () => undefined) {
  const services: Services = {
    ...someServices({ identity: anIdentity(onPermission) }),
    connectors: { isKnownResource, isConnectedResource, findParameters, find: () => undefined },
  };
  return createDispatcher([validateStateMachineDefinition], services).dispatch({
    service: 'states',
    operationName: 'ValidateStateMachineDefinition',
    input,
    caller: {
      principal: accountRoot({ account }),
      place: { partition: 'aws', account, region: 'us-east-1' },
    } as unknown as Parameters<ReturnType<typeof createDispatcher>['dispatch']>[0]['caller'],
    requestId: 'request',
  });
}

const folder = new URL('../../../../../shared/conformance/cases/', import.meta.url);

interface RecordedAnswer {
  readonly title: string;
  readonly params: JsonObject;
  readonly answer: JsonObject;
}

interface CaseFile {
  readonly id: string;
  readonly aws: { readonly provenance: string };
  readonly expected: Readonly<Record<string, JsonObject>>;
  readonly steps: readonly {
    readonly id?: string;
    readonly type: string;
    readonly operation?: string;
    readonly params?: JsonObject;
    readonly key?: string;
    readonly value?: { readonly $ref?: string };
  }[];
}

function recordedAnswers(): readonly RecordedAnswer[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith('.json'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .filter((text) => text.includes('"validate_state_machine_definition"'))
    .map((text) => JSON.parse(text) as CaseFile)
    .filter(({ aws }) => aws.provenance === 'validated')
    .flatMap(answersOf);
}

function answersOf({ id, steps, expected }: CaseFile): readonly RecordedAnswer[] {
  return steps.flatMap(({ id: stepId, operation, params }) => {
    const match = steps.find(({ type, value }) => type === 'match' && value?.$ref === stepId);
    const answer = expected[match?.key ?? ''];
    if (operation !== 'validate_state_machine_definition' || params === undefined || answer === undefined)
      return [];
    const { ResponseMetadata: _, ...members } = answer;
    return [{ title: id.replace(/^.*::/, ''), params, answer: members }];
  });
}

const recorded = recordedAnswers();

describe.skipIf(recorded.length === 0)(
  'what AWS answered (skipped where the recordings are not at hand)',
  () => {
    test.each(recorded)('$title', async ({ params, answer }) => {
      expect(await validate(params)).toEqual(answer);
    });
  },
);

const end = { Type: 'Pass', End: true };

function definitionOf(states: JsonObject, fields: JsonObject = {}): string {
  return JSON.stringify({ StartAt: Object.keys(states)[0] ?? 'A', States: states, ...fields });
}

const manyErrors = definitionOf(
  Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`S${index}`, { ...end, Foo: 1 }])),
);
const oneWarning = definitionOf({ A: { ...end, Parameters: { a: '$.a' } } });
const unsupported = (index: number) => ({
  severity: 'ERROR',
  code: 'SCHEMA_VALIDATION_FAILED',
  message: "Field 'Foo' is not supported",
  location: `/States/S${index}`,
});

describe('the answer', () => {
  test('a definition without errors is OK', async () => {
    const answer = { result: 'OK', diagnostics: [], truncated: false };
    expect(await validate({ definition: definitionOf({ A: end }) })).toEqual(answer);
  });

  test('only errors are told of unless warnings are asked for', async () => {
    expect(await validate({ definition: oneWarning })).toEqual({
      result: 'OK',
      diagnostics: [],
      truncated: false,
    });
    expect(await validate({ definition: oneWarning, severity: 'WARNING' })).toMatchObject({
      result: 'OK',
      diagnostics: [{ severity: 'WARNING', code: 'NO_DOLLAR', location: '/States/A/Parameters/a' }],
      truncated: false,
    });
  });

  test.each([
    ['without maxResults', {}, 100, true],
    ['with maxResults 0', { maxResults: 0 }, 100, true],
    ['with maxResults 3', { maxResults: 3 }, 3, true],
  ])('is cut off where there is too much to tell, %s', async (_, limit, count, truncated) => {
    expect(await validate({ definition: manyErrors, ...limit })).toEqual({
      result: 'FAIL',
      diagnostics: Array.from({ length: count }, (_, index) => unsupported(index)),
      truncated,
    });
  });

  test('a finding about the whole machine has no location', async () => {
    const loop = definitionOf({ A: { Type: 'Pass', Next: 'A' } });
    expect(await validate({ definition: loop })).toEqual({
      result: 'FAIL',
      diagnostics: [
        { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
      ],
      truncated: false,
    });
  });

  test('the type decides what is supported', async () => {
    const definition = definitionOf({
      A: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync', End: true },
    });
    expect(await validate({ definition, type: 'STANDARD' })).toMatchObject({ result: 'OK' });
    expect(await validate({ definition, type: 'EXPRESS' })).toMatchObject({ result: 'FAIL' });
  });

  test('two states of one name are refused, though JSON would let the last one win', async () => {
    const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"A":{"Type":"Fail"}}}';
    expect(await validate({ definition })).toMatchObject({
      result: 'FAIL',
      diagnostics: [
        { code: 'DUPLICATE_STATE_NAME', message: 'Duplicate State name: A', location: '/States/A' },
      ],
    });
  });
});

describe('the request', () => {
  test.each([
    ['maxResults past 100', { definition: '{}', maxResults: 101 }],
    ['a negative maxResults', { definition: '{}', maxResults: -1 }],
    ['an unknown severity', { definition: '{}', severity: 'INFO' }],
    ['an unknown type', { definition: '{}', type: 'EXPRES' }],
    ['no definition', {}],
    ['an empty definition', { definition: '' }],
  ])('%s is refused', async (_, input) => {
    await expect(validate(input)).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('needs a permission of its own, on no resource in particular', async () => {
    const asked: Permission[] = [];
    await validate({ definition: '{}' }, (permission) => asked.push(permission));
    expect(asked).toMatchObject([{ action: 'states:ValidateStateMachineDefinition', resource: '*' }]);
  });
});
