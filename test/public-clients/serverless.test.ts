import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { rootKey, run, sourceAccount, type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';
import { deploy, machinesOf } from './deployment.ts';
import { installPackages, runFile } from './packages.ts';
import type { Template } from './template.ts';

const place = { account: sourceAccount, region: 'us-east-1' };
const service = join(import.meta.dirname, 'serverless');
const packages = await installPackages('serverless');
const template = 'folder' in packages ? await packageService(packages.folder) : undefined;
const suite =
  'reason' in packages ? `serverless-step-functions (${packages.reason})` : 'serverless-step-functions';

/** The template that a deployment of the service would send to CloudFormation. */
async function packageService(folder: string): Promise<Template> {
  // Below the packages, so that the framework finds its plugin.
  const copy = await mkdtemp(join(folder, 'service-'));
  try {
    for (const file of ['serverless.yml', 'handler.js', 'package.json']) {
      await copyFile(join(service, file), join(copy, file));
    }
    await runFile(process.execPath, [join(folder, 'node_modules/osls/bin/serverless.js'), 'package'], {
      cwd: copy,
      env: {
        PATH: process.env.PATH,
        HOME: copy,
        AWS_ACCESS_KEY_ID: 'any',
        AWS_SECRET_ACCESS_KEY: 'any',
        SLS_NOTIFICATIONS_MODE: 'off',
        SLS_TELEMETRY_DISABLED: '1',
      },
    });
    const file = join(copy, '.serverless/cloudformation-template-update-stack.json');
    return JSON.parse(await readFile(file, 'utf8')) as Template;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

describe.skipIf(template === undefined)(suite, () => {
  const deployed: Template = template ?? { Resources: {} };
  let accounts: TwoAccounts;
  let arns: ReadonlyMap<string, string>;

  beforeAll(async () => {
    accounts = await twoAccounts();
    const handlers = await readFile(join(service, 'handler.js'), 'utf8');
    arns = await deploy(deployed, { clients: accounts.source, place, codeOf: () => handlers });
  });

  afterAll(() => accounts?.close());

  const machine = (name: string): string =>
    [...arns.values()].find((arn) => arn.endsWith(`:stateMachine:${name}`)) ?? '';

  test('every machine of the service is accepted', () => {
    expect(machinesOf(deployed, place).map(({ name }) => name)).toEqual([
      'by-function-name',
      'retried',
      'branches',
      'nested',
      'express',
      'everything',
    ]);
    expect(arns.size).toBe(6);
  });

  test.each<[string, JsonObject, Json]>([
    ['by-function-name', { n: 3 }, { n: 12 }],
    ['retried', {}, { error: 'TypeError' }],
    ['branches', { numbers: [{ n: 2 }, { n: 3 }] }, [[{ n: 4 }, { n: 6 }], 'large']],
    ['nested', { n: 1 }, { n: 4 }],
  ])('with the role the plugin makes for it, %s runs', async (name, input, output) => {
    const { outcome } = await run(accounts.source, machine(name), { input });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(outcome.output ?? '')).toEqual(output);
  });

  test('an Express machine answers at once', async () => {
    const client = new SFNClient({
      endpoint: accounts.endpoint,
      region: place.region,
      credentials: rootKey(sourceAccount),
      disableHostPrefix: true,
    });
    const answer = await client.send(
      new StartSyncExecutionCommand({ stateMachineArn: machine('express'), input: '{"n": 1}' }),
    );
    client.destroy();
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"n":2}' });
  });
});
