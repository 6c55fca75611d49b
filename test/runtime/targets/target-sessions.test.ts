import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { Configuration } from '../../../src/config.ts';
import { ServiceError, ServiceUnreachable, type Session } from '../../../src/connectors/connector.ts';
import type { Caller } from '../../../src/runtime/identity/identity.ts';
import { createAwsCredentials } from '../../../src/runtime/targets/aws-credentials.ts';
import { openTargets, readTargetRules } from '../../../src/runtime/targets/open-targets.ts';
import { anIdentity } from '../../support/an-identity.ts';
import { aService, type ScriptedResponse, type SeenRequest, signatureOf } from './a-service.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/workflow`;
const targetRoleArn = 'arn:aws:iam::222222222222:role/target';
const ownServices = ['states', 'events', 'stepwell'];
const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:m`;

/** Sessions of an execution role and of a target role, with the services that `targets` name. */
async function sessionsWith(settings: Pick<Configuration, 'targets'>, permissions?: JsonObject) {
  const { identity, invoke, clock } = anIdentity({ auditUnknownRoles: permissions === undefined });
  if (permissions !== undefined) {
    await invoke('CreateRole', {
      RoleName: 'workflow',
      AssumeRolePolicyDocument: document({
        Principal: { Service: 'states.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    });
    await invoke('PutRolePolicy', {
      RoleName: 'workflow',
      PolicyName: 'p',
      PolicyDocument: document(permissions),
    });
  }
  const embeddedCalls: JsonObject[] = [];
  const targets = openTargets({
    rules: readTargetRules(settings, ownServices),
    ownServices,
    hasOperation: (_, action) => action !== 'PutRule',
    openEmbedded: () => ({
      ...place,
      request: async (service, action, input) => {
        embeddedCalls.push({ service, action, input });
        return { output: {}, metadata: { requestId: 'r', status: 200, headers: {} } };
      },
    }),
    identity,
    clock: { now: () => clock.at },
    newId: () => 'id-1',
    endpoint: () => 'http://127.0.0.1:8083',
  });
  const execution = await targets.identity.assumeExecutionRole({
    roleArn,
    sourceArn: stateMachineArn,
    service: 'states',
  });
  const executionCaller = targets.identity.callerOf(execution, 'us-east-1');
  const openTarget = async (): Promise<Caller> => {
    const session = await targets.identity.assumeRole(executionCaller, {
      roleArn: targetRoleArn,
      roleSessionName: 'execution-1',
      externalId: stateMachineArn,
    });
    return targets.identity.callerOf(session, 'eu-west-1');
  };
  return { targets, clock, embeddedCalls, session: targets.openSession(executionCaller), openTarget };
}

const place = { partition: 'aws', account, region: 'us-east-1' };

function document(statement: JsonObject): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

async function service(answer: (request: SeenRequest) => ScriptedResponse | 'hang up') {
  const running = await aService(answer);
  onTestFinished(() => running.close());
  return running;
}

async function refusalOf(
  session: Session,
  name: string,
  action: string,
  input: JsonObject,
): Promise<unknown> {
  return session.request(name, action, input).then(
    () => 'answered',
    (thrown: unknown) => thrown,
  );
}

describe('a service at a URL', () => {
  test('is called as the account, in the region of the state machine', async () => {
    const { url, requests } = await service(() => ({
      body: '{"SecretString":"v","CreatedDate":1767225600.5}',
    }));
    const { session } = await sessionsWith({ targets: [`secretsmanager=${url}`] });
    const { output, metadata } = await session.request('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    expect(output).toEqual({ SecretString: 'v', CreatedDate: 1767225600500 });
    expect(metadata).toMatchObject({ requestId: 'request-1', status: 200 });
    expect(Object.keys(metadata.headers)).toContain('X-Amzn-RequestId');
    expect(requests.map(signatureOf)).toEqual([
      { accessKeyId: account, region: 'us-east-1', service: 'secretsmanager' },
    ]);
    expect(requests[0]?.headers).toMatchObject({
      'x-moto-account-id': account,
      'x-amz-target': 'secretsmanager.GetSecretValue',
    });
    expect(requests[0]?.body).toBe('{"SecretId":"s"}');
  });

  test('is called as the account of the target role', async () => {
    const { url, requests } = await service(() => ({}));
    const { targets, openTarget } = await sessionsWith({ targets: [`222222222222/ssm=${url}`] });
    const session = targets.openSession(await openTarget(), 'Root=1-a-b');
    await session.request('ssm', 'GetParameter', { Name: 'p' });
    expect(requests.map(signatureOf)).toEqual([
      { accessKeyId: '222222222222', region: 'eu-west-1', service: 'ssm' },
    ]);
    expect(requests[0]?.headers['x-amzn-trace-id']).toBe('Root=1-a-b');
  });

  test('is called with the access key that the URL carries', async () => {
    const { url, requests } = await service(() => ({}));
    const { session } = await sessionsWith({ targets: [`*=${url.replace('//', '//mykey:mysecret@')}`] });
    await session.request('ssm', 'GetParameter', { Name: 'p' });
    expect(requests.map((request) => signatureOf(request).accessKeyId)).toEqual(['mykey']);
  });

  test('has a body read as text, and no more of it than a result may have', async () => {
    const long = Buffer.alloc(2 * 1024 * 1024, 'a');
    const { url } = await service(({ url: path }) => ({ body: path.includes('long') ? long : 'täxt' }));
    const { session } = await sessionsWith({ targets: [`s3=${url}`] });
    const get = async (Key: string) => {
      const { output } = await session.request('s3', 'GetObject', { Bucket: 'bucket', Key });
      return String(output.Body);
    };
    expect(await get('short')).toBe('täxt');
    const { length } = await get('long');
    expect(length).toBeGreaterThan(256 * 1024);
    expect(length).toBeLessThan(long.length);
  });

  test('refuses in its own words', async () => {
    const body = '<Error><Code>NoSuchKey</Code><Message>Gone.</Message></Error>';
    const { url } = await service(() => ({ status: 404, body, headers: { 'x-amz-id-2': 'extended' } }));
    const { session } = await sessionsWith({ targets: [`s3=${url}`] });
    const refusal = await refusalOf(session, 's3', 'GetObject', { Bucket: 'bucket', Key: 'k' });
    expect(refusal).toBeInstanceOf(ServiceError);
    expect(refusal).toMatchObject({
      code: 'NoSuchKey',
      message: 'Gone.',
      status: 404,
      extendedRequestId: 'extended',
      attemptCount: 1,
    });
  });

  test('is tried again where it fails, and is unreachable where it goes on failing', async () => {
    const { url, requests } = await service(() => 'hang up');
    const { session } = await sessionsWith({ targets: [`ssm=${url}`] });
    const refusal = await refusalOf(session, 'ssm', 'GetParameter', { Name: 'p' });
    expect(refusal).toBeInstanceOf(ServiceUnreachable);
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/^Unable to execute HTTP request: /),
      attemptCount: 3,
    });
    expect(requests).toHaveLength(3);
  });
});

describe("before a call leaves for a URL, the role's policies decide", () => {
  const mayRead = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/open/*' };

  test('and let through what they allow', async () => {
    const { url, requests } = await service(() => ({ body: 'x' }));
    const { session } = await sessionsWith({ targets: [`s3=${url}`] }, mayRead);
    await session.request('s3', 'GetObject', { Bucket: 'bucket', Key: 'open/k' });
    expect(requests).toHaveLength(1);
  });

  test.each<[string, string, JsonObject, string, number]>([
    ['s3', 'GetObject', { Bucket: 'bucket', Key: 'closed' }, 'AccessDenied', 403],
    ['secretsmanager', 'GetSecretValue', { SecretId: 's' }, 'AccessDeniedException', 400],
    ['lambda', 'Invoke', { FunctionName: 'f' }, 'AccessDeniedException', 403],
    ['sns', 'ListTopics', {}, 'AuthorizationError', 403],
    ['ec2', 'DescribeInstances', {}, 'UnauthorizedOperation', 403],
  ])('%s %s is refused otherwise', async (name, action, input, code, status) => {
    const { url, requests } = await service(() => ({}));
    const { session } = await sessionsWith({ targets: [`*=${url}`] }, mayRead);
    const refusal = await refusalOf(session, name, action, input);
    expect(refusal).toBeInstanceOf(ServiceError);
    expect(refusal).toMatchObject({
      code,
      status,
      message: expect.stringContaining('is not authorized to perform'),
    });
    expect(requests).toEqual([]);
  });
});

describe('a service that this server has itself', () => {
  test.each([
    ['sfn', 'states'],
    ['states', 'states'],
    ['eventbridge', 'events'],
    ['events', 'events'],
  ])('%s is called in process, also where everything else goes to AWS', async (name, own) => {
    const { session, embeddedCalls } = await sessionsWith({ targets: ['*=aws'] });
    await session.request(name, 'Ping', { a: 1 });
    expect(embeddedCalls).toEqual([{ service: own, action: 'Ping', input: { a: 1 } }]);
  });

  test('lacks operations, and says where to call them', async () => {
    const { session, embeddedCalls } = await sessionsWith({});
    expect(await refusalOf(session, 'events', 'PutRule', {})).toMatchObject({
      message:
        'No call was made, because the eventbridge of this server has no PutRule. Start the server with --target eventbridge=URL for a server that speaks its API, or with --target eventbridge=aws for AWS itself',
      attemptCount: 0,
    });
    expect(embeddedCalls).toEqual([]);
  });
});

test('a service that nothing says the place of is not called, and the cause says what to say', async () => {
  const { session } = await sessionsWith({});
  const refusal = await refusalOf(session, 's3', 'ListBuckets', {});
  expect(refusal).toBeInstanceOf(ServiceUnreachable);
  expect(refusal).toMatchObject({
    message:
      'No call was made, because nothing says where s3 of account 111111111111 in us-east-1 is. Start the server with --target s3=URL for a server that speaks its API, or with --target s3=aws for AWS itself',
    attemptCount: 0,
  });
});

describe('AWS itself', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAPROCESS');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** STS and S3: sessions are numbered, and last an hour. */
  async function anAws({ clock }: { readonly clock: { readonly at: number } }) {
    let sessionCount = 0;
    const sts = await service(() => {
      sessionCount += 1;
      const expiration = new Date(clock.at + 3_600_000).toISOString();
      return {
        body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${sessionCount}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token-${sessionCount}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      };
    });
    const s3 = await service(() => ({ body: 'x' }));
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    return { sts, s3 };
  }

  const assumed = (requests: readonly SeenRequest[]) =>
    requests.map((request) => {
      const body = new URLSearchParams(request.body);
      return [signatureOf(request).accessKeyId, body.get('RoleArn'), body.get('ExternalId')];
    });
  const object = { Bucket: 'bucket', Key: 'k' };

  test('is called with a session of the execution role, whatever our own policies say', async () => {
    const { session, clock } = await sessionsWith(
      { targets: ['s3=aws'] },
      { Action: 'none:None', Resource: '*' },
    );
    const { sts, s3 } = await anAws({ clock });
    await session.request('s3', 'GetObject', object);
    await session.request('s3', 'GetObject', object);
    expect(assumed(sts.requests)).toEqual([['AKIAPROCESS', roleArn, null]]);
    expect(
      s3.requests.map((request) => [
        signatureOf(request).accessKeyId,
        request.headers['x-amz-security-token'],
      ]),
    ).toEqual([
      ['ASIA1', 'token-1'],
      ['ASIA1', 'token-1'],
    ]);
    expect(s3.requests[0]?.headers['x-moto-account-id']).toBeUndefined();
  });

  test('is called with a session of the target role, which the execution role assumes for its state machine', async () => {
    const { targets, openTarget, clock } = await sessionsWith({ targets: ['*=aws'] });
    const { sts, s3 } = await anAws({ clock });
    await targets.openSession(await openTarget()).request('s3', 'GetObject', object);
    await targets.openSession(await openTarget()).request('s3', 'GetObject', object);
    expect(assumed(sts.requests)).toEqual([
      ['AKIAPROCESS', roleArn, null],
      ['ASIA1', targetRoleArn, stateMachineArn],
    ]);
    expect(s3.requests.map(signatureOf)).toMatchObject([
      { accessKeyId: 'ASIA2', region: 'eu-west-1' },
      { accessKeyId: 'ASIA2', region: 'eu-west-1' },
    ]);
  });

  test('is called again with a new session where it ended the one before', async () => {
    const { targets, openTarget, clock } = await sessionsWith({ targets: ['*=aws'] });
    const { sts } = await anAws({ clock });
    const body = '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';
    const ended = new Set(['token-2']);
    const s3 = await service(({ headers }) =>
      ended.has(String(headers['x-amz-security-token'])) ? { status: 400, body } : { body: 'x' },
    );
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    const session = targets.openSession(await openTarget());
    expect((await session.request('s3', 'GetObject', object)).output.Body).toBe('x');
    expect(assumed(sts.requests).map(([signer]) => signer)).toEqual([
      'AKIAPROCESS',
      'ASIA1',
      'AKIAPROCESS',
      'ASIA3',
    ]);
    expect(s3.requests.map((request) => signatureOf(request).accessKeyId)).toEqual(['ASIA2', 'ASIA4']);
    ended.add('token-4').add('token-6');
    expect(await refusalOf(session, 's3', 'GetObject', object)).toMatchObject({ code: 'ExpiredToken' });
  });

  test('is not called where AWS does not let the role be assumed', async () => {
    const { session } = await sessionsWith({ targets: ['*=aws'] });
    const body =
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not you.</Message></Error></ErrorResponse>';
    const sts = await service(() => ({ status: 403, body }));
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
    const refusal = await refusalOf(session, 's3', 'ListBuckets', {});
    expect(refusal).toBeInstanceOf(ServiceUnreachable);
    expect(refusal).toMatchObject({ message: `No session of the role ${roleArn} at AWS: Not you.` });
  });

  test('gives each role one session until shortly before that expires', async () => {
    const clock = { at: Date.now() };
    const { sts } = await anAws({ clock });
    const { get: getCredentials } = createAwsCredentials({ now: () => clock.at });
    const role = { roleArn, sessionName: 'session', externalId: undefined };
    const chain = [role, { ...role, roleArn: targetRoleArn, externalId: 'id' }] as const;
    const keyAfter = async (minutes: number) => {
      clock.at += minutes * 60_000;
      const [{ accessKeyId }, again] = await Promise.all([
        getCredentials(chain, 'us-east-1'),
        getCredentials(chain, 'us-east-1'),
      ]);
      expect(again.accessKeyId).toBe(accessKeyId);
      return accessKeyId;
    };
    expect([await keyAfter(0), await keyAfter(54), await keyAfter(2)]).toEqual(['ASIA2', 'ASIA2', 'ASIA4']);
    expect(assumed(sts.requests).map(([signer]) => signer)).toEqual([
      'AKIAPROCESS',
      'ASIA1',
      'AKIAPROCESS',
      'ASIA3',
    ]);
  });
});
