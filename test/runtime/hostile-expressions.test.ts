import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/main.ts';

let server: RunningServer;
let client: SFNClient;

beforeAll(async () => {
  server = await startServer({
    mode: 'dev',
    host: '127.0.0.1',
    port: 0,
    dataDirectory: undefined,
    enforcement: 'enforce',
    account: '123456789012',
    region: 'us-east-1',
    logLevel: 'silent',
  });
  client = new SFNClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  });
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

const hostile = {
  'a loop without end': '($f := function() { $f() }; $f())',
  'recursion without end': '($f := function($n) { 1 + $f($n) }; $f(1))',
  'a range of a billion': '[1..1000000000]',
  'a string of a gigabyte': '$pad("x", 1000000000)',
  'a pattern that backtracks': '$contains($pad("", 250000, "a") & "b", /(a{1,900})+c/)',
};

test('hostile expressions fail their own executions while others go on', async () => {
  const wait = await createMachine('wait', { Type: 'Wait', Seconds: 0 });
  const machines = await Promise.all(
    Object.values(hostile).map((expression, index) =>
      createMachine(`hostile-${index}`, { Type: 'Pass', Output: `{% ${expression} %}` }),
    ),
  );
  const attacks = machines.map((arn) => run(arn));
  const others = Array.from({ length: 20 }, () => run(wait));

  for (const other of await Promise.all(others)) expect(other.status).toBe('SUCCEEDED');
  for (const attack of await Promise.all(attacks)) {
    expect(attack).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  }
});

test.each(Object.entries(hostile))('%s fails within seconds of work', async (title, expression) => {
  const machine = await createMachine(`alone-${title.replaceAll(' ', '-')}`, {
    Type: 'Pass',
    Output: `{% ${expression} %}`,
  });
  const before = process.cpuUsage();
  const { status } = await run(machine);
  expect(status).toBe('FAILED');
  // Processor time: a machine that is busy with other tests takes longer over the same work.
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(3_000_000);
});

async function createMachine(name: string, state: object): Promise<string> {
  const definition = { QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { ...state, End: true } } };
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::123456789012:role/any',
    }),
  );
  return stateMachineArn;
}

async function run(stateMachineArn: string) {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
