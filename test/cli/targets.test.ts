import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clientsAt, createStateMachine, roleArn, rootKey, run } from '../cross-account/two-accounts.ts';
import { aService, signatureOf } from '../runtime/targets/a-service.ts';
import { aFolder, stepwell } from './stepwell-process.ts';

const account = '111111111111';

test('targets of the command line go before those of the file', async () => {
  const parameters = await aService(() => ({ body: '{"Parameter":{"Value":"of the command line"}}' }));
  const secrets = await aService(() => ({ body: '{"SecretString":"of the file"}' }));
  onTestFinished(() => parameters.close());
  onTestFinished(() => secrets.close());
  const file = join(aFolder(), 'targets.yaml');
  writeFileSync(
    file,
    `ssm: http://127.0.0.1:1\nsecretsmanager: { url: "${secrets.url}", accessKeyId: mine }\n`,
  );
  const words = ['--target', `ssm=${parameters.url}`, '--target', 's3=aws', '--targets', file];
  const server = stepwell('dev', '--in-memory', '--port', '0', ...words);
  const clients = clientsAt(await server.endpoint, rootKey(account));
  onTestFinished(() => clients.close());
  const call = (resource: string, Parameters: object) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:${resource}`,
    Parameters: { ...Parameters },
  });
  const machine = await createStateMachine(clients, 'reads', {
    role: roleArn(account, 'dummy'),
    states: {
      Parameter: { ...call('ssm:getParameter', { Name: 'p' }), ResultPath: '$.parameter', Next: 'Secret' },
      Secret: {
        ...call('secretsmanager:getSecretValue', { SecretId: 's' }),
        ResultPath: '$.secret',
        End: true,
      },
    },
  });
  const { outcome } = await run(clients, machine);
  expect(JSON.parse(outcome.output ?? '')).toEqual({
    parameter: { Parameter: { Value: 'of the command line' } },
    secret: { SecretString: 'of the file' },
  });
  expect(secrets.requests.map((request) => signatureOf(request).accessKeyId)).toEqual(['mine']);
});

test.each([
  [['--target', 'nowhere=aws'], 'There is no service nowhere.'],
  [['--targets', '/there/is/no/file'], 'no such file'],
])('a server does not start with %j', async (words, problem) => {
  const server = stepwell('dev', '--in-memory', '--port', '0', ...words);
  expect(await server.ended).toBe(1);
  expect(server.said.errors).toContain(problem);
});
