import type { JsonObject } from '../../src/base/json.ts';
import type { ConnectorTask, ResponseMetadata, Session } from '../../src/connectors/connector.ts';

/** What a scripted service says to one call: an answer, or the error it refuses with. */
export type ScriptedAnswer = JsonObject | Error;

export interface RecordedRequest {
  readonly service: string;
  readonly action: string;
  readonly input: JsonObject;
}

/** A session that answers from a script, in order, and keeps what it was asked. */
export function aScriptedSession(...script: readonly ScriptedAnswer[]) {
  const requests: RecordedRequest[] = [];
  const session: Session = {
    partition: 'aws',
    account: '111111111111',
    region: 'us-east-1',
    request: async (service, action, input) => {
      const answer = script[requests.length];
      requests.push({ service, action, input });
      if (answer === undefined) throw new Error(`no answer was scripted for ${service} ${action}`);
      if (answer instanceof Error) throw answer;
      return { output: answer, metadata: aResponse };
    },
  };
  return { session, requests };
}

export const requestId = '5b1c368c-fa4f-448d-8d37-595d2633cc9b';

/** The headers of a Lambda answer, in the order of a recorded one. */
export const aResponse: ResponseMetadata = {
  requestId,
  status: 200,
  headers: {
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': '2',
    Date: 'Thu, 06 Nov 2025 12:31:48 GMT',
    'X-Amzn-Trace-Id': 'Root=1-690c9534',
    'Content-Type': 'application/json',
  },
};

/** How results show `aResponse`, in the members' recorded order. */
export const itsMetadata = {
  SdkHttpMetadata: {
    AllHttpHeaders: {
      'X-Amz-Executed-Version': ['$LATEST'],
      'x-amzn-Remapped-Content-Length': ['0'],
      Connection: ['keep-alive'],
      'x-amzn-RequestId': [requestId],
      'Content-Length': ['2'],
      Date: ['Thu, 06 Nov 2025 12:31:48 GMT'],
      'X-Amzn-Trace-Id': ['Root=1-690c9534'],
      'Content-Type': ['application/json'],
    },
    HttpHeaders: {
      Connection: 'keep-alive',
      'Content-Length': '2',
      'Content-Type': 'application/json',
      Date: 'Thu, 06 Nov 2025 12:31:48 GMT',
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
      'x-amzn-RequestId': requestId,
      'X-Amzn-Trace-Id': 'Root=1-690c9534',
    },
    HttpStatusCode: 200,
  },
  SdkResponseMetadata: { RequestId: requestId },
};

export const idempotencyKey = '0f8fad5b-d9cb-469f-a165-70867728950e';

export function aConnectorTask(
  fields: Partial<ConnectorTask> & Pick<ConnectorTask, 'session'>,
): ConnectorTask {
  return {
    resourceArn: 'arn:aws:states:::lambda:invoke',
    pattern: 'RequestResponse',
    syncVersion: undefined,
    parameters: {},
    idempotencyKey,
    executionArn: 'arn:aws:states:us-east-1:111111111111:execution:parent:1',
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:parent',
    ...fields,
  };
}
