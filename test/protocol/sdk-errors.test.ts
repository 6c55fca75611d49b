import { GetRoleCommand, IAMClient, IAMServiceException } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient, LambdaServiceException } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, SFNServiceException } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessDeniedException, AwsError, ValidationException } from '../../src/base/aws-error.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { anOperation, longTermKey, type RunningServer, startServer } from '../support/api-server.ts';

class SomeError extends AwsError {
  readonly code: string;
  override readonly status: number;
  override readonly members: Readonly<Record<string, string>>;
  constructor(code: string, { status = 400, members = {} } = {}) {
    super(`what happened: <${code}>`);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** What the operation under test throws; each case sets its own. */
let thrown: unknown;

function failing(service: 'states' | 'iam' | 'lambda', name: string) {
  return anOperation(service, name, () => {
    throw thrown;
  });
}

let server: RunningServer;
let unsigned: { endpoint: string; region: string; maxAttempts: number };

beforeAll(async () => {
  server = await startServer([
    failing('states', 'DescribeExecution'),
    failing('iam', 'GetRole'),
    failing('lambda', 'GetFunction'),
    anOperation('sts', 'GetCallerIdentity', () => ({})),
  ]);
  unsigned = { endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1 };
});

afterAll(() => server.close());

type Clients = 'states' | 'iam' | 'lambda' | 'sts';

/** The error that the SDK of `service` makes of a call signed with `credentials`. */
async function errorOf(service: Clients, credentials = longTermKey): Promise<unknown> {
  const client = { ...unsigned, credentials };
  const calls = {
    states: () => new SFNClient(client).send(new DescribeExecutionCommand({ executionArn: 'arn:x' })),
    iam: () => new IAMClient(client).send(new GetRoleCommand({ RoleName: 'r' })),
    lambda: () => new LambdaClient(client).send(new GetFunctionCommand({ FunctionName: 'f' })),
    sts: () => new STSClient(client).send(new GetCallerIdentityCommand({})),
  };
  return calls[service]().then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('an exception of the operation reaches the SDK as its own', () => {
  const cases = [
    {
      service: 'states',
      error: new SomeError('ExecutionDoesNotExist'),
      expected: { name: 'ExecutionDoesNotExist', status: 400, type: SFNServiceException },
    },
    {
      service: 'states',
      error: new ValidationException('not so', 'MISSING_REQUIRED_PARAMETER'),
      expected: {
        name: 'ValidationException',
        status: 400,
        members: { reason: 'MISSING_REQUIRED_PARAMETER' },
      },
    },
    {
      service: 'states',
      error: new AccessDeniedException('no'),
      expected: { name: 'AccessDeniedException', status: 400 },
    },
    {
      service: 'iam',
      error: new SomeError('NoSuchEntity', { status: 404 }),
      expected: { name: 'NoSuchEntityException', status: 404, type: IAMServiceException },
    },
    {
      service: 'iam',
      error: new ValidationException('not so'),
      expected: { name: 'ValidationError', status: 400 },
    },
    {
      service: 'iam',
      error: new AccessDeniedException('no', { code: 'AccessDenied', status: 403 }),
      expected: { name: 'AccessDenied', status: 403 },
    },
    {
      service: 'iam',
      error: new AccessDeniedException('no'),
      expected: { name: 'AccessDenied', status: 403 },
    },
    {
      service: 'lambda',
      error: new SomeError('ResourceNotFoundException', { status: 404 }),
      expected: {
        name: 'ResourceNotFoundException',
        status: 404,
        type: LambdaServiceException,
        members: { Type: 'User' },
      },
    },
    {
      service: 'lambda',
      error: new SomeError('TooManyRequestsException', { members: { retryAfterSeconds: '7' } }),
      expected: { name: 'TooManyRequestsException', status: 429, members: { retryAfterSeconds: '7' } },
    },
  ] as const;

  test.each(cases)('$service $error.code', async ({ service, error, expected }) => {
    thrown = error;
    const seen = await errorOf(service);
    expect(seen).toMatchObject({
      name: expected.name,
      message: error.message,
      $metadata: { httpStatusCode: expected.status, requestId: expect.stringMatching(/^request-/) },
      ...('members' in expected ? expected.members : {}),
    });
    if ('type' in expected) expect(seen).toBeInstanceOf(expected.type);
  });
});

describe('our own errors say nothing of what they are', () => {
  const cases = [
    { error: new TypeError('secret path /etc'), name: 'InternalFailure', status: 500 },
    { error: 'a thrown text', name: 'InternalFailure', status: 500 },
    { error: new StoreUnavailable('disk full on /var'), name: 'ServiceUnavailable', status: 503 },
  ];
  for (const service of ['states', 'iam', 'lambda'] as const) {
    test.each(cases)(`${service} $name`, async ({ error, name, status }) => {
      thrown = error;
      const seen = (await errorOf(service)) as Error;
      expect(seen).toMatchObject({ name, $metadata: { httpStatusCode: status } });
      expect(seen.message).not.toMatch(/secret|disk|a thrown text/);
    });
  }
});

describe('who cannot be told from their signature is refused under the names of the service', () => {
  const unknown = { accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 's' };
  const wrong = { ...longTermKey, secretAccessKey: 'wrong' };
  const foreign = { ...longTermKey, sessionToken: 'of nobody' };
  const expired = {
    accessKeyId: 'ASIAEXPIRED',
    secretAccessKey: 'expired-secret',
    sessionToken: 'expired-token',
  };
  const cases = [
    { credentials: unknown, json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
    { credentials: foreign, json: 'UnrecognizedClientException', query: 'InvalidClientTokenId' },
    { credentials: wrong, json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
    { credentials: expired, json: 'ExpiredTokenException', query: 'ExpiredToken' },
  ];
  test.each(cases)('$json, $query', async ({ credentials, json, query }) => {
    for (const [service, name] of [
      ['states', json],
      ['lambda', json],
      ['sts', query],
    ] as const) {
      const seen = (await errorOf(service, credentials)) as Error;
      const names = service === 'sts' ? [name, `${name}Exception`] : [name];
      expect(names).toContain(seen.name);
      expect(seen).toMatchObject({ $metadata: { httpStatusCode: 403 } });
    }
  });
});
