import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { aConnectorTask, aScriptedSession, itsMetadata } from '../a-connector-task.ts';
import { getConnector, testContract } from '../api-contract.ts';

const senders = [
  'arn:aws:states:us-east-1:111111111111:execution:parent:1',
  'arn:aws:states:us-east-1:111111111111:stateMachine:parent',
];

testContract({
  prefix: 'events',
  service: 'eventbridge',
  cases: [
    {
      resource: 'events:putEvents',
      parameters: {
        Entries: [
          { Detail: { Message: 'HelloWorld0' }, DetailType: 'd', Source: 'some.source' },
          {
            Detail: '{"a": 1}',
            DetailType: 'd',
            Source: 's',
            Resources: ['mine'],
            Time: '2024-01-02T03:04:05Z',
          },
        ],
        EndpointId: 'e.1',
      },
      call: [
        'PutEvents',
        {
          Entries: [
            {
              Detail: '{"Message":"HelloWorld0"}',
              DetailType: 'd',
              Source: 'some.source',
              Resources: senders,
            },
            {
              Detail: '{"a": 1}',
              DetailType: 'd',
              Source: 's',
              Resources: ['mine', ...senders],
              Time: Date.UTC(2024, 0, 2, 3, 4, 5),
            },
          ],
          EndpointId: 'e.1',
        },
      ],
      output: { FailedEntryCount: 0, Entries: [{ EventId: '1' }, { EventId: '2' }] },
      result: { Entries: [{ EventId: '1' }, { EventId: '2' }], FailedEntryCount: 0 },
    },
  ],
  refusals: [
    ['InternalException', 'EventBridge.InternalException', 'AmazonEventBridge'],
    ['ValidationException', 'EventBridge.AmazonEventBridgeException', 'AmazonEventBridge'],
  ],
});

const putEvents = getConnector('events:putEvents');
const parameters = { Entries: [{ Detail: '"jsonstring"', DetailType: 'd', Source: 's' }] };

describe('an event that was not taken fails the task, whatever the pattern', () => {
  const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const noSource = {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
  };
  test.each<[string, JsonObject]>([
    [
      `{"Entries":[${JSON.stringify(malformed)}],"FailedEntryCount":1}`,
      { FailedEntryCount: 1, Entries: [malformed] },
    ],
    [
      `{"Entries":[{"EventId":"1"},${JSON.stringify(noSource)}],"FailedEntryCount":1}`,
      { FailedEntryCount: 1, Entries: [{ EventId: '1' }, noSource] },
    ],
  ])('%s', async (cause, output) => {
    for (const pattern of ['RequestResponse', 'WaitForTaskToken'] as const) {
      const { session } = aScriptedSession(output);
      const answer = await putEvents.call(aConnectorTask({ session, parameters, pattern }));
      expect(answer).toEqual({ type: 'Result', result: new Failure('EventBridge.FailedEntry', cause) });
    }
  });
});

test('events that wait for a task token are submitted', async () => {
  const output = { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
  const { session } = aScriptedSession(output);
  const answer = await putEvents.call(aConnectorTask({ session, parameters, pattern: 'WaitForTaskToken' }));
  expect(answer).toEqual({ type: 'Submitted', output: { ...output, ...itsMetadata }, job: undefined });
});

test('entries that are no list are refused as they came', async () => {
  const { session, requests } = aScriptedSession();
  const answer = await putEvents.call(aConnectorTask({ session, parameters: { Entries: 'x' } }));
  const cause = `The Parameters '{"Entries":"x"}' could not be used to start the Task: [The value of the field 'Entries' has an invalid format]`;
  expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
  expect(requests).toEqual([]);
});
