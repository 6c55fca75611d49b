import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import type { Connector, ConnectorTask } from '../../../src/connectors/connector.ts';
import { callKubernetes } from '../../../src/connectors/eks/call.ts';
import { runJob } from '../../../src/connectors/eks/run-job.ts';
import {
  EndpointUnreachable,
  type HttpRequest,
  type HttpResponse,
  responseBytesMax,
} from '../../../src/connectors/http/endpoint-session.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession } from '../a-connector-task.ts';
import { anEndpointSession, aResponse } from '../http/an-endpoint-session.ts';
import { aJob } from './a-cluster.ts';
import { createCertificates } from './certificates.ts';

const { authority } = createCertificates();
const required = {
  ClusterName: 'main',
  CertificateAuthority: Buffer.from(authority).toString('base64'),
  Endpoint: 'https://A1B2.yl4.us-east-1.eks.amazonaws.com',
};
const list = { ...required, Method: 'GET', Path: '/api/v1/pods' };

interface Script {
  readonly pattern?: IntegrationPattern;
  readonly responses?: readonly (HttpResponse | Error)[];
}

function aTask(parameters: Json, { pattern = 'RequestResponse', responses }: Script = {}) {
  const found = anEndpointSession({ responses: responses ?? [aResponse('{"kind":"PodList"}')] });
  const { session } = aScriptedSession();
  return { ...found, task: aConnectorTask({ session, parameters, pattern, endpoints: found.endpoints }) };
}

async function call(connector: Connector, parameters: Json, script?: Script) {
  const { task, sent } = aTask(parameters, script);
  return { answer: await connector.call(task), sent };
}

describe('the request', () => {
  test('goes to the endpoint, whose certificate the given authority signed, with the token of the role', async () => {
    const { sent } = await call(callKubernetes, list);
    const identity = 'https://sts.test/?headers=[["x-k8s-aws-id","main"]]&expires=60';
    expect(sent).toEqual([
      {
        method: 'GET',
        url: 'https://a1b2.yl4.us-east-1.eks.amazonaws.com/api/v1/pods',
        headers: [
          ['Authorization', `Bearer k8s-aws-v1.${Buffer.from(identity).toString('base64url')}`],
          ['Accept', 'application/json, */*'],
        ],
        certificateAuthority: authority,
      },
    ]);
  });

  const host = 'https://a1b2.yl4.us-east-1.eks.amazonaws.com';
  const typed = (type: string) => expect.arrayContaining([['Content-Type', type]]);
  test.each<[string, JsonObject, Partial<HttpRequest>]>([
    ['a path without its slash', { Path: 'version' }, { url: `${host}/version` }],
    ['a path with a question mark', { Path: '/a?b#c' }, { url: `${host}/a%3Fb%23c` }],
    [
      'lists of query parameters',
      { QueryParameters: { labelSelector: ['job-name=j', 'a=b'], limit: ['5'] } },
      { url: `${host}/api/v1/pods?labelSelector=job-name%3Dj&labelSelector=a%3Db&limit=5` },
    ],
    [
      'an endpoint with a path',
      { Endpoint: 'https://proxy.example.com:6443/clusters/main/' },
      { url: 'https://proxy.example.com:6443/clusters/main/api/v1/pods' },
    ],
    [
      'a body',
      { Method: 'POST', RequestBody: { kind: 'Pod' } },
      { body: '{"kind":"Pod"}', headers: typed('application/json') },
    ],
    ['a body that is a text', { Method: 'PUT', RequestBody: '{"a": 1}' }, { body: '{"a": 1}' }],
    [
      'options of a deletion',
      { Method: 'DELETE', RequestBody: { propagationPolicy: 'Foreground' } },
      { method: 'DELETE', body: '{"propagationPolicy":"Foreground"}' },
    ],
    [
      'a patch that is a list of operations',
      { Method: 'PATCH', RequestBody: [{ op: 'add', path: '/a', value: 1 }] },
      { headers: typed('application/json-patch+json') },
    ],
    [
      'a patch that is part of an object',
      { Method: 'PATCH', RequestBody: { spec: { replicas: 2 } } },
      { headers: typed('application/strategic-merge-patch+json') },
    ],
  ])('%s', async (_, parameters, expected) => {
    const { sent } = await call(callKubernetes, { ...list, ...parameters });
    expect(sent).toMatchObject([expected]);
  });

  test('has no body where it only reads', async () => {
    for (const Method of ['GET', 'HEAD']) {
      const { sent } = await call(callKubernetes, { ...list, Method, RequestBody: {} });
      expect(sent.map(({ body }) => body)).toEqual([undefined]);
    }
  });
});

describe('parameters that make no request fail the task without one', () => {
  const invalid = (field: string) => `The value of the field '${field}' has an invalid format`;
  const missing = (field: string) => `The field '${field}' is required but was missing`;
  const { Endpoint: _endpoint, ...withoutEndpoint } = list;
  test.each<[Connector, Json, string]>([
    [callKubernetes, [], 'The Parameters must be a JSON object'],
    [callKubernetes, withoutEndpoint, missing('Endpoint')],
    [callKubernetes, { ...list, Endpoint: 'http://127.0.0.1' }, invalid('Endpoint')],
    [callKubernetes, { ...list, Endpoint: 'https://a@b.com' }, invalid('Endpoint')],
    [callKubernetes, { ...list, Endpoint: 'a1b2' }, invalid('Endpoint')],
    [callKubernetes, { ...list, CertificateAuthority: 'bm9uZQ==' }, invalid('CertificateAuthority')],
    [callKubernetes, { ...list, ClusterName: 'a\nb' }, invalid('ClusterName')],
    [callKubernetes, { ...list, Method: 'OPTIONS' }, invalid('Method')],
    [callKubernetes, { ...list, QueryParameters: { a: [{}] } }, invalid('a')],
    [callKubernetes, { ...list, Headers: {} }, "The field 'Headers' is not supported by Step Functions"],
    [runJob, required, missing('Job')],
    [runJob, { ...required, Job: [] }, invalid('Job')],
    [runJob, { ...required, Job: {}, LogOptions: { RetrieveLogs: 'yes' } }, invalid('RetrieveLogs')],
  ])('%#: %j', async (connector, parameters, problem) => {
    const { answer, sent } = await call(connector, parameters);
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(sent).toEqual([]);
  });
});

test.each([callKubernetes, runJob])(
  'a call of $resource that waits for a task token is submitted',
  async (connector) => {
    const parameters = connector === runJob ? { ...required, Job: aJob('j') } : list;
    const { answer } = await call(connector, parameters, { pattern: 'WaitForTaskToken' });
    const output = { ResponseBody: { kind: 'PodList' }, StatusCode: 200, StatusText: 'OK' };
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Submitted', output }));
  },
);

test.each<[HttpResponse | Error, string, string]>([
  [
    aResponse('no such route', { status: 404, statusText: 'Not Found', headers: [] }),
    'EKS.404',
    '{"ResponseBody":"no such route","StatusCode":404,"StatusText":"Not Found"}',
  ],
  [aResponse(new Uint8Array([0xff])), 'EKS.SdkClientException', 'The response cannot be read as text.'],
  [new EndpointUnreachable('No call was made.', 'Forbidden'), 'EKS.SdkClientException', 'No call was made.'],
  [
    new EndpointUnreachable('Too large.', 'TooLarge'),
    'States.DataLimitExceeded',
    "The state/task 'eks' returned a result with a size exceeding the maximum number of bytes service limit.",
  ],
])('an answer that is no success fails the task: %#', async (response, error, cause) => {
  const { answer } = await call(callKubernetes, list, { responses: [response] });
  expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
});

describe('a look at a job', () => {
  const job = { name: 'j', namespace: 'default', uid: 'uid-1' };
  const described = (condition: string, uid = 'uid-1') =>
    aResponse(
      JSON.stringify({
        metadata: { name: 'j', uid },
        status: { conditions: [{ type: condition, status: 'True' }] },
      }),
    );
  const poll = async (LogOptions: JsonObject, ...responses: readonly (HttpResponse | Error)[]) => {
    const { task, sent } = aTask({ ...required, Job: aJob('j'), LogOptions }, { pattern: 'Sync', responses });
    return { result: await polled(task), sent };
  };
  const polled = (task: ConnectorTask) => runJob.poll?.(task, job);

  test.each(['SuccessCriteriaMet', 'FailureTarget', 'Suspended'])('%s is no end', async (condition) => {
    expect(await poll({}, described(condition))).toMatchObject({ result: undefined });
  });

  test.each([
    aResponse('{}', { status: 401 }),
    aResponse('{}', { status: 503 }),
    new EndpointUnreachable('x', 'Io'),
  ])('says nothing of the job where the cluster does not: %#', async (response) => {
    await expect(poll({}, response)).rejects.toThrow();
  });

  test('finds another job of the name to be none', async () => {
    const { result } = await poll({}, described('Complete', 'uid-2'));
    expect(result).toEqual(new Failure('EKS.404', 'The job j was deleted.'));
  });

  const pods = (names: readonly string[], next = '') =>
    aResponse(
      JSON.stringify({
        metadata: { continue: next },
        items: names.map((name) => ({ metadata: { name }, spec: { containers: [{ name: 'c' }] } })),
      }),
    );
  const log = (text: string) => aResponse(text, { headers: [['Content-Type', 'text/plain']] });
  const logged = (text: string) => ({ containers: { c: { log: text } } });

  test('reads the logs of pods from page to page', async () => {
    const { result, sent } = await poll(
      { RetrieveLogs: true, LogParameters: { tailLines: ['6'], container: ['mine'] } },
      described('Complete'),
      pods(['p1'], 'more'),
      log('one'),
      pods(['p2']),
      log('two'),
    );
    expect(result).toMatchObject({ logs: { pods: { p1: logged('one'), p2: logged('two') } } });
    const path = '/api/v1/namespaces/default/pods';
    expect(sent.slice(1).map(({ url }) => url.replace(/^https:\/\/[^/]+/, ''))).toEqual([
      `${path}?labelSelector=job-name%3Dj&limit=20`,
      `${path}/p1/log?container=c&tailLines=6`,
      `${path}?labelSelector=job-name%3Dj&limit=20&continue=more`,
      `${path}/p2/log?container=c&tailLines=6`,
    ]);
  });

  test('stops reading logs once they are too large for a task', async () => {
    const { sent } = await poll(
      { RetrieveLogs: true },
      described('Complete'),
      pods(['p1', 'p2', 'p3'], 'more'),
      log('x'.repeat(responseBytesMax)),
      log('y'),
    );
    expect(sent).toHaveLength(4);
  });

  test('tells why the pods cannot be listed', async () => {
    const refused = aResponse('{}', { status: 403, statusText: 'Forbidden' });
    const { result } = await poll({ RetrieveLogs: true }, described('Complete'), refused);
    const cause = '{"ResponseBody":{},"StatusCode":403,"StatusText":"Forbidden"}';
    expect(result).toMatchObject({ logs: { error: 'EKS.403', cause, pods: {} } });
  });
});

test.each([
  [200, 'is deleted'],
  [404, 'was gone already'],
  [409, 'is somebody else’s by now'],
])('a job that answers its cancelling with %i %s', async (status) => {
  const { task, sent } = aTask({ ...required, Job: aJob('j') }, { responses: [aResponse('{}', { status })] });
  await runJob.cancel?.(task, { name: 'j', namespace: 'apps' });
  expect(sent).toMatchObject([
    {
      method: 'DELETE',
      url: expect.stringMatching(/\/namespaces\/apps\/jobs\/j$/),
      body: '{"propagationPolicy":"Background"}',
    },
  ]);
});

test('a cancelling that is refused is told', async () => {
  const { task } = aTask({ ...required, Job: aJob('j') }, { responses: [aResponse('{}', { status: 403 })] });
  await expect(runJob.cancel?.(task, { name: 'j', namespace: 'apps' })).rejects.toThrow('EKS.403');
});
