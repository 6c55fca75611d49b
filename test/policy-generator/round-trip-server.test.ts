import { DeleteRoleCommand, DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { auditRoles } from '../../src/policy-generator/audit/audit.ts';
import type { Finding } from '../../src/policy-generator/audit/finding.ts';
import type { AuditedRole } from '../../src/policy-generator/audit/roles.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import type { Machine } from '../../src/policy-generator/machine.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import {
  type Clients,
  childOf,
  createEchoFunction,
  createRole,
  createStateMachine,
  endOf,
  eventually,
  functionArn,
  roleArn,
  run,
  setPermissions,
  sourceAccount,
  startExecution,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from '../cross-account/two-accounts.ts';
import { aMachine } from './a-machine.ts';
import { rolesOf, withoutEach } from './audit-generated-roles.ts';

// Not what the generator believes is checked here, but what this server asks of IAM when it really makes the calls.

const services: ServiceAuthorization = { findAction: () => undefined };

const Credentials = { RoleArn: roleArn(targetAccount, 'reached') };
const task = (resource: string, more: JsonObject): JsonObject => ({
  Type: 'Task',
  Resource: resource,
  ...more,
});
const child = (account: string) => stateMachineArn(account, 'child');
const invoke = 'arn:aws:states:::lambda:invoke';
const start = 'arn:aws:states:::states:startExecution';

const machines: readonly { readonly name: string; readonly states: JsonObject }[] = [
  {
    name: 'calls-functions',
    states: {
      Direct: { ...task(functionArn(sourceAccount, 'echo'), {}), Next: 'Named' },
      Named: task(invoke, { Parameters: { FunctionName: 'echo', Payload: {} }, End: true }),
    },
  },
  {
    name: 'calls-a-function-across',
    states: {
      Far: task(invoke, {
        Parameters: { FunctionName: functionArn(targetAccount, 'echo'), Payload: {} },
        Credentials,
        End: true,
      }),
    },
  },
  {
    name: 'starts-executions',
    states: {
      Starts: { ...task(start, { Parameters: { StateMachineArn: child(sourceAccount) } }), Next: 'Awaits' },
      Awaits: task(`${start}.sync:2`, { Parameters: { StateMachineArn: child(sourceAccount) }, End: true }),
    },
  },
  {
    name: 'awaits-an-execution-across',
    states: {
      Far: task(`${start}.sync:2`, {
        Parameters: { StateMachineArn: child(targetAccount) },
        Credentials,
        End: true,
      }),
    },
  },
];

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
  for (const clients of [accounts.source, accounts.target]) {
    const runner = await createRole(clients, 'runner', {
      trust: [trustsService('lambda'), trustsService('states')],
    });
    await createEchoFunction(clients, 'echo', runner);
    await createStateMachine(clients, 'child', {
      role: runner,
      states: { Rest: { Type: 'Wait', Seconds: 1, End: true } },
    });
    await createStateMachine(clients, 'endless', {
      role: runner,
      states: { Rest: { Type: 'Wait', Seconds: 600, End: true } },
    });
  }
});

afterAll(() => accounts.close());

function machineOf(name: string, states: JsonObject): Machine {
  const definition = { StartAt: Object.keys(states)[0] ?? '', States: states };
  return aMachine(definition, {
    account: sourceAccount,
    name,
    executionRoleArn: roleArn(sourceAccount, `runs-${name}`),
  });
}

/** Makes the roles what they are given as, of whichever account. */
async function install(roles: readonly AuditedRole[], isNew: boolean): Promise<void> {
  for (const { arn, trustPolicy, policies } of roles) {
    const clients = arn.includes(sourceAccount) ? accounts.source : accounts.target;
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    const statements = policies.flatMap(({ document }) => statementsIn(document as JsonObject));
    const nothing = { Effect: 'Deny', Action: 's3:ListAllMyBuckets', Resource: '*' };
    if (isNew) await remove(clients, name);
    if (isNew) await createRole(clients, name, { trust: statementsIn(trustPolicy as JsonObject) });
    await setPermissions(clients, name, statements.length > 0 ? statements : [nothing]);
  }
}

function statementsIn({ Statement }: JsonObject): readonly JsonObject[] {
  return Statement as readonly JsonObject[];
}

/** A role that a machine before this one left behind. */
async function remove({ iam }: Clients, RoleName: string): Promise<void> {
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'inline' })).catch(() => {});
  await iam.send(new DeleteRoleCommand({ RoleName })).catch(() => {});
}

/** The findings that say an execution fails, by their states. */
function failing(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ group, path }) => path !== undefined && (group === 'call' || group === 'assume-role'))
    .map(({ stateName }) => stateName ?? '');
}

describe('under enforcement', () => {
  test.each(machines)(
    '$name has what it needs, and fails where the audit says without any of it',
    async ({ name, states }) => {
      const machine = machineOf(name, states);
      const roles = rolesOf(machine, generatePolicies([machine], services));
      await install(roles, true);
      const arn = await createStateMachine(accounts.source, name, { role: machine.executionRoleArn, states });
      const before = accounts.audited.length;
      expect((await run(accounts.source, arn)).outcome.status).toBe('SUCCEEDED');
      expect(accounts.audited.slice(before).filter(({ outcome }) => outcome === 'denied')).toEqual([]);

      let removedCount = 0;
      for (const { statement, roles: fewer } of withoutEach(roles)) {
        const expected = failing(auditRoles([machine], { roles: fewer }, services).findings);
        if (expected.length === 0) continue;
        removedCount += 1;
        await install(fewer, false);
        const { outcome, events } = await run(accounts.source, arn);
        const failedIn = events.findLast(
          ({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined,
        );
        expect([statement, outcome.status]).toEqual([statement, 'FAILED']);
        expect(expected).toContain(failedIn?.stateEnteredEventDetails?.name);
      }
      expect(removedCount).toBeGreaterThan(0);
    },
  );

  test('without what the audit calls polling, the end of a job across accounts is not seen', async () => {
    const { arn, fewer } = await installWithout('Far', 'MISSING_POLL');
    const execution = await startExecution(accounts.source, arn);
    const job = await childOf(accounts.source, execution);
    expect((await endOf(accounts.target, job)).outcome.status).toBe('SUCCEEDED');
    const denied = await eventually('denied look', () =>
      accounts.audited.find(
        ({ action, resource }) => action === 'states:DescribeExecution' && resource === job,
      ),
    );
    expect(denied.caller).toContain('assumed-role/reached');
    expect(fewer.length).toBeGreaterThan(0);
    await accounts.source.states.send(new StopExecutionCommand({ executionArn: execution }));
  });

  test('without what the audit calls cancelling, a job outlives the execution that is stopped', async () => {
    const { arn } = await installWithout('Far', 'MISSING_CANCEL', 'endless');
    const execution = await startExecution(accounts.source, arn);
    const job = await childOf(accounts.source, execution);
    await accounts.source.states.send(new StopExecutionCommand({ executionArn: execution }));
    await eventually('denied stop', () =>
      accounts.audited.find(({ action, resource }) => action === 'states:StopExecution' && resource === job),
    );
    const described = await accounts.target.states.send(new DescribeExecutionCommand({ executionArn: job }));
    expect(described.status).toBe('RUNNING');
  });
});

/** A machine that awaits an execution of the other account, with its roles but for the statement whose lack gives `code`. */
async function installWithout(stateName: string, code: Finding['code'], awaited = 'child') {
  const name = `without-${code.toLowerCase().replace('_', '-')}`;
  const states = {
    [stateName]: task(`${start}.sync:2`, {
      Parameters: { StateMachineArn: stateMachineArn(targetAccount, awaited) },
      Credentials,
      End: true,
    }),
  };
  const machine = machineOf(name, states);
  const roles = rolesOf(machine, generatePolicies([machine], services));
  const lacking = withoutEach(roles).find(({ roles: fewer }) =>
    auditRoles([machine], { roles: fewer }, services).findings.some((finding) => finding.code === code),
  );
  const fewer = lacking?.roles ?? [];
  await install(fewer, true);
  return {
    fewer,
    arn: await createStateMachine(accounts.source, name, { role: machine.executionRoleArn, states }),
  };
}
