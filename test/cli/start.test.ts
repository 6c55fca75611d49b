import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeExecutionCommand, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Configuration, findConfigurationProblem } from '../../src/config.ts';
import {
  type Clients,
  clientsAt,
  createRole,
  createStateMachine,
  endOf,
  type Key,
  policy,
  refusalOf,
  startExecution,
  trustsService,
} from '../cross-account/two-accounts.ts';
import { aFolder, type StepwellProcess, stepwell } from './stepwell-process.ts';

const account = '123456789012';

function start(folder: string): StepwellProcess {
  return stepwell('start', '--data', folder, '--port', '0', '--log-level', 'warn');
}

function clientsOf(endpoint: string, key: Key): Clients {
  const clients = clientsAt(endpoint, key);
  onTestFinished(() => clients.close());
  return clients;
}

/** The root user's access key, as the first start prints it. */
function rootKeyIn(output: string): Key {
  const [, accessKeyId = ''] = /AWS_ACCESS_KEY_ID=(\S+)/.exec(output) ?? [];
  const [, secretAccessKey = ''] = /AWS_SECRET_ACCESS_KEY=(\S+)/.exec(output) ?? [];
  return { accessKeyId, secretAccessKey };
}

/** The first start on a folder of its own, and its root user. */
async function firstStart() {
  const folder = aFolder();
  const server = start(folder);
  const endpoint = await server.endpoint;
  await expect.poll(() => server.said.output).toMatch(/AWS_SECRET_ACCESS_KEY=\S+\n/);
  const key = rootKeyIn(server.said.output);
  return { folder, server, endpoint, key, root: clientsOf(endpoint, key) };
}

test('the first start prints a root access key, the second does not, and both take it', async () => {
  const { folder, server, key, root } = await firstStart();
  expect(key).toMatchObject({
    accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    secretAccessKey: expect.stringMatching(/^\S{40}$/),
  });
  expect(await root.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account,
    Arn: `arn:aws:iam::${account}:root`,
  });
  server.send('SIGTERM');
  expect(await server.ended).toBe(0);
  const again = start(folder);
  const { sts } = clientsOf(await again.endpoint, key);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: account });
  expect(again.said.output).not.toContain('AWS_SECRET_ACCESS_KEY');
  expect(again.said.output).not.toContain('AKIA');
});

test('what was under way when it ended goes on with the next start', async () => {
  const { folder, server, key, root } = await firstStart();
  const role = await createRole(root, 'runner', { trust: [trustsService('states')] });
  const machine = await createStateMachine(root, 'waits', {
    role,
    states: { Wait: { Type: 'Wait', Seconds: 2, End: true } },
  });
  const executionArn = await startExecution(root, machine, { input: { kept: true } });
  const running = await root.states.send(new DescribeExecutionCommand({ executionArn }));
  expect(running.status).toBe('RUNNING');
  server.send('SIGKILL');
  await server.ended;
  const clients = clientsOf(await start(folder).endpoint, key);
  const { outcome } = await endOf(clients, executionArn);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: '{"kept":true}' });
});

test('nobody gets in without a signature that is right', async () => {
  const { endpoint, key } = await firstStart();
  const unsigned = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
    body: '{}',
  });
  expect(unsigned.status).toBeGreaterThanOrEqual(400);
  expect(await unsigned.json()).toMatchObject({
    __type: expect.stringMatching(/MissingAuthenticationToken/),
  });
  const cases = [
    { ...key, secretAccessKey: 'wrong', states: 'InvalidSignatureException', sts: 'SignatureDoesNotMatch' },
    {
      accessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
      secretAccessKey: key.secretAccessKey,
      states: 'UnrecognizedClientException',
      sts: 'InvalidClientTokenId',
    },
    {
      accessKeyId: account,
      secretAccessKey: 'any',
      states: 'UnrecognizedClientException',
      sts: 'InvalidClientTokenId',
    },
    {
      ...key,
      sessionToken: 'forged',
      states: 'UnrecognizedClientException',
      sts: 'InvalidClientTokenId',
    },
  ];
  for (const { states, sts, ...wrong } of cases) {
    const clients = clientsOf(endpoint, wrong);
    expect(await refusalOf(clients.states.send(new ListStateMachinesCommand({})))).toMatchObject({
      name: states,
    });
    expect(await refusalOf(clients.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
      name: expect.stringContaining(sts),
    });
  }
});

test('a user does what its policy allows and nothing else, for as long as its key is there', async () => {
  const { endpoint, root } = await firstStart();
  await root.iam.send(new CreateUserCommand({ UserName: 'ada' }));
  await root.iam.send(
    new PutUserPolicyCommand({
      UserName: 'ada',
      PolicyName: 'lists',
      PolicyDocument: policy({ Action: 'states:ListStateMachines', Resource: '*' }),
    }),
  );
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
  const accessKeyId = AccessKey?.AccessKeyId ?? '';
  const ada = clientsOf(endpoint, { accessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? '' });
  expect(await ada.states.send(new ListStateMachinesCommand({}))).toMatchObject({ stateMachines: [] });
  const create = createStateMachine(ada, 'hers', {
    role: `arn:aws:iam::${account}:role/runner`,
    states: { Done: { Type: 'Succeed' } },
  });
  expect(await refusalOf(create)).toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(
      `User: arn:aws:iam::${account}:user/ada is not authorized to perform: states:CreateStateMachine on resource: arn:aws:states:us-east-1:${account}:stateMachine:hers because no identity-based policy allows the states:CreateStateMachine action`,
    ),
  });
  await root.iam.send(new DeleteAccessKeyCommand({ UserName: 'ada', AccessKeyId: accessKeyId }));
  expect(await refusalOf(ada.states.send(new ListStateMachinesCommand({})))).toMatchObject({
    name: 'UnrecognizedClientException',
  });
});

test('credentials of AssumeRole work with their session token, and with no other', async () => {
  const { endpoint, root } = await firstStart();
  const role = await createRole(root, 'lister', {
    trust: [{ Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
    permissions: [{ Action: 'states:ListStateMachines', Resource: '*' }],
  });
  const assume = () =>
    root.sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'lists', DurationSeconds: 900 }));
  const [one, other] = await Promise.all([assume(), assume()]);
  const accessKeyId = one.Credentials?.AccessKeyId ?? '';
  const secretAccessKey = one.Credentials?.SecretAccessKey ?? '';
  const sessionToken = one.Credentials?.SessionToken ?? '';
  const session = clientsOf(endpoint, { accessKeyId, secretAccessKey, sessionToken });
  expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/lister/lists`,
  });
  expect(await session.states.send(new ListStateMachinesCommand({}))).toMatchObject({ stateMachines: [] });
  expect(await refusalOf(session.iam.send(new CreateUserCommand({ UserName: 'eve' })))).toMatchObject({
    name: 'AccessDenied',
  });

  const wrongTokens = [
    undefined,
    other.Credentials?.SessionToken ?? '',
    `${sessionToken.slice(0, -8)}AAAAAAA=`,
    sessionToken.toLowerCase(),
  ];
  for (const wrong of wrongTokens) {
    const key = { accessKeyId, secretAccessKey, ...(wrong !== undefined && { sessionToken: wrong }) };
    const call = clientsOf(endpoint, key).states.send(new ListStateMachinesCommand({}));
    expect(await refusalOf(call)).toMatchObject({ name: 'UnrecognizedClientException' });
  }
});

test('a dummy role is refused where it is not in development', async () => {
  const { root } = await firstStart();
  const create = createStateMachine(root, 'dummy', {
    role: `arn:aws:iam::${account}:role/dummy`,
    states: { Done: { Type: 'Succeed' } },
  });
  expect(await refusalOf(create)).toMatchObject({
    name: 'AccessDeniedException',
    message:
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
  });
});

describe('a signal ends it with code 0', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s', async (signal) => {
    const server = start(aFolder());
    await server.endpoint;
    server.send(signal);
    expect(await server.ended).toBe(0);
  });
});

describe('the command ends with 1 and says why', () => {
  test('where its port is taken', async () => {
    const { port } = new URL((await firstStart()).endpoint);
    const second = stepwell('start', '--data', aFolder(), '--port', port);
    expect(await second.ended).toBe(1);
    expect(second.said.errors).toContain(
      `stepwell: port ${port} is in use. Choose another with --port, or 0 for a free one.`,
    );
  });

  test('where its folder is another server’s', async () => {
    const { folder } = await firstStart();
    const second = start(folder);
    expect(await second.ended).toBe(1);
    expect(second.said.errors).toMatch(/^stepwell: /m);
  });

  const cases = [
    {
      what: 'where dev is to listen on every address',
      words: ['dev', '--in-memory', '--port', '0', '--host', '0.0.0.0'],
      says: 'stepwell dev believes any credentials, so it listens on loopback only, not on 0.0.0.0.',
    },
    {
      what: 'where the port is none',
      words: ['start', '--data', 'nowhere', '--port', '70000'],
      says: '65535',
    },
    {
      what: 'where the account is none',
      words: ['start', '--data', 'nowhere', '--account', '12'],
      says: 'An account id has 12 digits.',
    },
    { what: 'where no folder is named', words: ['start'], says: '--data' },
  ];

  test.each(cases)('$what', async ({ words, says }) => {
    const command = stepwell(...words);
    expect(await command.ended).toBe(1);
    expect(command.said.errors).toContain(says);
  });
});

describe('no address but loopback is served', () => {
  const sound: Configuration = {
    mode: 'start',
    host: '127.0.0.1',
    port: 8083,
    dataDirectory: undefined,
    enforcement: 'enforce',
    account,
    region: 'us-east-1',
    logLevel: 'silent',
  };
  const cases: readonly {
    readonly change: Partial<Configuration>;
    readonly problem: RegExp | undefined;
  }[] = [
    { change: {}, problem: undefined },
    { change: { host: '0.0.0.0' }, problem: undefined },
    { change: { host: '0.0.0.0', enforcement: 'off' }, problem: /enforcement is off.*loopback only/ },
    { change: { host: '::', enforcement: 'audit' }, problem: /enforcement is audit.*loopback only/ },
    { change: { enforcement: 'off' }, problem: undefined },
    { change: { host: '::1', mode: 'dev' }, problem: undefined },
    { change: { host: '127.1.2.3', mode: 'dev', enforcement: 'off' }, problem: undefined },
    { change: { host: '::', mode: 'dev' }, problem: /any credentials.*loopback only/ },
    { change: { host: '127.0.0.1.example.com', mode: 'dev' }, problem: /loopback only/ },
    { change: { host: '192.168.1.5', mode: 'dev' }, problem: /loopback only/ },
  ];

  test.each(cases)('without signatures or without enforcement: $change', ({ change, problem }) => {
    const found = findConfigurationProblem({ ...sound, ...change });
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });
});
