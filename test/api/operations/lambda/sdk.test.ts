import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { lambdaOperations } from '../../../../src/api/operations/lambda/index.ts';
import { stsOperations } from '../../../../src/api/operations/sts/index.ts';
import { policy, trust } from '../../../support/an-identity.ts';
import { startServer } from '../../../support/api-server.ts';
import { account, aLambda, aZip, otherAccount, roleArn, type TestLambda } from './a-lambda.ts';

/** A function that asks this server who it is, with the SDK and nothing but its environment. */
const whoAmI = `
export const handler = async () => {
  const { GetCallerIdentityCommand, STSClient } = await import(process.env.SDK);
  return (await new STSClient().send(new GetCallerIdentityCommand({}))).Arn;
};
`;

/** A client with the temporary credentials of a role that may do everything in its account. */
async function aClient(lambda: TestLambda): Promise<LambdaClient> {
  // The SDK signs with the machine's time.
  lambda.clock.at = Date.now();
  const operations = [...Object.values(lambdaOperations), ...Object.values(stsOperations)];
  const { services } = lambda;
  const server = await startServer(operations, { services, now: () => lambda.clock.at });
  lambda.endpoint = server.endpoint;
  await lambda.iam('CreateRole', {
    RoleName: 'admin',
    AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
  });
  const PolicyDocument = policy({ Action: '*', Resource: '*' });
  await lambda.iam('PutRolePolicy', { RoleName: 'admin', PolicyName: 'all', PolicyDocument });
  const session = await services.identity.assumeExecutionRole({
    roleArn: `arn:aws:iam::${account}:role/admin`,
    sourceArn: `arn:aws:lambda:us-east-1:${account}:function:a`,
    service: 'lambda',
  });
  const client = new LambdaClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: services.identity.issueCredentials(session),
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return client;
}

test('The SDK creates, invokes, shares and deletes a function, which calls back as its role', async () => {
  const lambda = await aLambda();
  const client = await aClient(lambda);
  const FunctionName = 'who-am-i';
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: roleArn,
      Timeout: 30,
      Code: { ZipFile: Buffer.from(aZip({ 'index.mjs': whoAmI }), 'base64') },
      Environment: { Variables: { SDK: import.meta.resolve('@aws-sdk/client-sts') } },
    }),
  );
  const waited = await waitUntilFunctionActiveV2({ client, maxWaitTime: 5 }, { FunctionName });
  expect(waited.state).toBe('SUCCESS');

  const answer = await client.send(new InvokeCommand({ FunctionName, LogType: 'Tail' }));
  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  const arn = JSON.parse(answer.Payload?.transformToString() ?? '') as string;
  expect(arn).toMatch(new RegExp(`^arn:aws:sts::${account}:assumed-role/worker/`));
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain(
    `RequestId: ${answer.$metadata.requestId}`,
  );
  const accepted = await client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));
  expect(accepted.StatusCode).toBe(204);

  const permission = {
    FunctionName,
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: otherAccount,
  };
  await client.send(new AddPermissionCommand(permission));
  const shared = await client.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(shared.Policy ?? '')).toMatchObject({ Statement: [{ Sid: 's' }] });
  await client.send(new RemovePermissionCommand({ FunctionName, StatementId: 's' }));

  const deleted = await client.send(new DeleteFunctionCommand({ FunctionName }));
  expect(deleted.StatusCode).toBe(204);
  const gone = client.send(new GetFunctionCommand({ FunctionName }));
  await expect(gone).rejects.toThrow(ResourceNotFoundException);
});
