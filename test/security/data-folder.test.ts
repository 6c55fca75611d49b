import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { type HeldResources, holdResources, policyOf } from './held-resources.ts';
import { holder, type TwoTenants, twoTenants } from './two-tenants.ts';

let tenants: TwoTenants;
let held: HeldResources;
/** Where a job leaves what it found. */
let found: string;

beforeAll(async () => {
  const umask = process.umask(0o022);
  tenants = await twoTenants();
  process.umask(umask);
  // As a folder that an operator made by hand.
  chmodSync(tenants.directory, 0o755);
  held = await holdResources(tenants);
  found = mkdtempSync(join(tmpdir(), 'stepwell-found-'));
});

afterAll(async () => {
  await tenants.close();
  rmSync(found, { recursive: true, force: true });
});

/** Looks for what a process inherited: descriptors beyond its own pipes, and the server's variables. */
const lookingFunction = `
const { readdirSync, readlinkSync } = require('node:fs');
exports.handler = async () => ({
  environment: Object.keys(process.env),
  files: readdirSync('/proc/self/fd').flatMap((fd) => {
    try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; }
  }),
});`;

async function invoke(source: string): Promise<JsonObject> {
  const root = tenants.holderRoot;
  const ZipFile = Buffer.from(zipSync({ 'index.js': strToU8(source) })).toString('base64');
  await tenants.succeed(
    'lambda',
    'CreateFunction',
    {
      FunctionName: 'looks',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: held.roleArn,
      Code: { ZipFile },
    },
    root,
  );
  return tenants.succeed('lambda', 'Invoke', { FunctionName: 'looks' }, root);
}

/** What must not be among the files that a process has open: sockets of the server, and anything it keeps. */
function inherited(files: readonly string[]): readonly string[] {
  const sockets = new Set(
    readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const { ino, isSocket } = socketOf(`/proc/self/fd/${fd}`);
        return isSocket ? [`socket:[${ino}]`] : [];
      } catch {
        return [];
      }
    }),
  );
  return files.filter((file) => file.startsWith(tenants.directory) || sockets.has(file));
}

function socketOf(path: string): { readonly ino: number; readonly isSocket: boolean } {
  const stat = statSync(path);
  return { ino: stat.ino, isSocket: stat.isSocket() };
}

const serverSecret = 'variable-of-the-server';

test.runIf(process.platform === 'linux')(
  'a function has none of the server’s open files, sockets and variables',
  async () => {
    process.env.STEPWELL_TEST_SECRET = serverSecret;
    const { environment, files } = await invoke(lookingFunction);
    delete process.env.STEPWELL_TEST_SECRET;
    expect(environment).toContain('AWS_SESSION_TOKEN');
    expect(environment).not.toContain('STEPWELL_TEST_SECRET');
    expect((files as readonly string[]).length).toBeGreaterThan(0);
    expect(inherited(files as readonly string[])).toEqual([]);
  },
);

test.runIf(process.platform === 'linux')(
  'a job has none of the server’s open files, sockets and variables',
  async () => {
    const root = tenants.holderRoot;
    process.env.STEPWELL_TEST_SECRET = serverSecret;
    await tenants.succeed(
      'ecs',
      'RegisterTaskDefinition',
      {
        family: 'looks',
        containerDefinitions: [
          {
            name: 'looks',
            image: 'none',
            memory: 64,
            command: [
              'sh',
              '-c',
              `env > ${found}/env; ls -l /proc/$$/fd > ${found}/files; touch ${found}/done`,
            ],
          },
        ],
      },
      root,
    );
    await tenants.succeed('ecs', 'RunTask', { taskDefinition: 'looks', cluster: 'held' }, root);
    await expect.poll(() => readdirSync(found)).toContain('done');
    delete process.env.STEPWELL_TEST_SECRET;
    const environment = readFileSync(join(found, 'env'), 'utf8');
    expect(environment).toContain('ECS_');
    expect(environment).not.toContain(serverSecret);
    const files = readFileSync(join(found, 'files'), 'utf8')
      .split('\n')
      .flatMap((line) => line.split(' -> ').slice(1));
    expect(files.length).toBeGreaterThan(0);
    expect(inherited(files)).toEqual([]);
  },
);

test('nothing in the data folder can be read by other users, whatever the folder’s own mode', async () => {
  const root = tenants.holderRoot;
  const logGroupArn = `arn:aws:logs:us-east-1:${holder}:log-group:held:*`;
  await tenants.succeed(
    'states',
    'CreateStateMachine',
    {
      name: 'logged',
      definition: held.definition,
      roleArn: held.roleArn,
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
      },
    },
    root,
  );
  const stateMachineArn = held.names.machine.replace(/held$/, 'logged');
  await tenants.succeed('states', 'StartExecution', { stateMachineArn }, root);
  await expect.poll(() => readdirSync(tenants.directory)).toContain('logs');
  const open = readdirSync(tenants.directory).filter(
    (name) => (statSync(join(tenants.directory, name)).mode & 0o077) !== 0,
  );
  expect(readdirSync(tenants.directory)).toEqual(
    expect.arrayContaining(['stepwell.db', 'stepwell.db-wal', 'functions', 'jobs']),
  );
  expect(open).toEqual([]);
});

test('a data folder that the server makes is its user’s alone', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'stepwell-parent-'));
  const dataDirectory = join(parent, 'made', 'data');
  const umask = process.umask(0o022);
  const server = await twoTenants({ dataDirectory });
  process.umask(umask);
  const { mode } = statSync(dataDirectory);
  await server.close();
  expect(mode & 0o777).toBe(0o700);
  rmSync(parent, { recursive: true, force: true });
});

test('a role that may do nothing gives its function and its job credentials that may do nothing', async () => {
  const root = tenants.holderRoot;
  const statement = { Effect: 'Deny', Action: '*', Resource: '*' };
  await tenants.succeed(
    'iam',
    'PutRolePolicy',
    { RoleName: 'held', PolicyName: 'held', PolicyDocument: policyOf(statement) },
    root,
  );
  await tenants.succeed('lambda', 'DeleteFunction', { FunctionName: 'looks' }, root);
  const keys = await invoke(`exports.handler = async () => ({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  });`);
  const key = {
    accessKeyId: String(keys.accessKeyId),
    secretAccessKey: String(keys.secretAccessKey),
    sessionToken: String(keys.sessionToken),
  };
  expect(await tenants.call('sts', 'GetCallerIdentity', {}, key)).toMatchObject({ status: 200 });
  expect(await tenants.call('states', 'ListStateMachines', {}, key)).toMatchObject({
    code: 'AccessDeniedException',
  });
});
