import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../src/runtime/identity/audit.ts';
import { furnish } from './matrix-accounts.ts';
import {
  act,
  assumption,
  callOf,
  executionName,
  historyOf,
  type MatrixCase,
  machineName,
  matrix,
  reasonOf,
  targetRoleName,
  type Verdict,
} from './matrix-cases.ts';
import {
  concurrently,
  type Ended,
  roleArn,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  twoAccounts,
} from './two-accounts.ts';

/** Executions under way at a time. */
const executionsMax = 24;

let accounts: TwoAccounts;
const ends = new Map<string, Ended>();

beforeAll(async () => {
  accounts = await twoAccounts();
  await furnish(accounts);
  await concurrently(matrix, executionsMax, async (each) => {
    const input = { targetRole: targetRoleOf(each) };
    ends.set(
      keyOf(each),
      await run(accounts.source, stateMachineArn(sourceAccount, machineName(each)), {
        input,
        name: executionName(each),
      }),
    );
  });
});

afterAll(() => accounts.close());

describe.each(matrix)(
  'trust $trust, execution role $executionRole, target role $targetRole: $resource',
  (each) => {
    const assumed = assumption(each);
    const acted = act(each);
    const isAllowed = assumed.type === 'allowed' && acted.type === 'allowed';

    test(isAllowed ? 'succeeds' : 'fails with what was refused', () => {
      const { outcome } = endOf(each);
      if (isAllowed) expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
      else if (assumed.type !== 'allowed') {
        expect(outcome).toMatchObject({
          status: 'FAILED',
          error: 'States.TaskFailed',
          cause: `The role ${roleArn(sourceAccount, each.executionRole)} is not authorized to assume the task state's role, ${targetRoleOf(each)}.`,
        });
      } else {
        const { action, resourceArn, error, trailer } = callOf(each);
        expect(outcome).toMatchObject({ status: 'FAILED', error });
        const message = `User: ${sessionOf(each)} is not authorized to perform: ${action} on resource: ${resourceArn} ${reasonOf(acted, action)}`;
        expect(outcome.cause?.slice(0, message.length)).toBe(message);
        expect(outcome.cause).toContain(trailer);
      }
    });

    test('its history shows the role that the Task named', () => {
      const { events } = endOf(each);
      expect(events.map(({ type }) => type)).toEqual(
        historyOf(each.resource, isAllowed ? 'succeeded' : 'failed'),
      );
      const { taskScheduledEventDetails, lambdaFunctionScheduledEventDetails } = events[2] ?? {};
      const details = taskScheduledEventDetails ?? lambdaFunctionScheduledEventDetails;
      expect(details?.taskCredentials).toEqual({ roleArn: targetRoleOf(each) });
      expect(taskScheduledEventDetails?.parameters ?? '').not.toContain('Credentials');
    });

    test('the records name the statement or the account that decided', () => {
      const assumptions = accounts.audited.filter((record) => isAssumptionOf(each, record));
      expectVerdict(assumptions, assumed);
      const acts = accounts.audited.filter(
        ({ caller, action }) => caller === sessionOf(each) && action === callOf(each).action,
      );
      expectVerdict(acts, assumed.type === 'allowed' ? acted : { type: 'allowed' });
      for (const record of [...assumptions, ...acts]) expect(record.outcome).toBe('denied');
    });

    test('every call is made as the target role, or not at all', () => {
      const { executionArn } = endOf(each).outcome;
      const calls = accounts.calls.filter((call) => call.executionArn === executionArn);
      expect(calls.some(({ purpose }) => purpose === 'CallTask')).toBe(assumed.type === 'allowed');
      for (const call of calls) {
        expect(call).toMatchObject({ roleArn: targetRoleOf(each), account: targetAccount });
      }
    });
  },
);

test('the matrix meets every outcome', () => {
  const outcomes = new Map<string, number>();
  for (const { outcome } of ends.values()) {
    const kind = outcome.error ?? outcome.status ?? '';
    outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
  }
  expect(Object.fromEntries(outcomes)).toEqual({
    // Two trusts and one execution role: 9 target roles with 5 resources each.
    SUCCEEDED: 2 * (5 + 3 * 2),
    'Lambda.AWSLambdaException': 2 * 5 * 2,
    'StepFunctions.AWSStepFunctionsException': 2 * 8 * 3,
    'States.TaskFailed': matrix.length - 2 * 9 * 5,
  });
});

/** One record that says so where the verdict is no; none where it is yes. */
function expectVerdict(records: readonly AuditRecord[], verdict: Verdict): void {
  if (verdict.type === 'allowed') {
    expect(records).toEqual([]);
    return;
  }
  expect(records).toHaveLength(1);
  const decision = records[0]?.decision;
  if (verdict.type === 'denied') {
    expect(decision).toMatchObject({ effect: 'ExplicitDeny', decidedBy: [verdict.by], missing: [] });
    return;
  }
  expect(decision).toMatchObject({ effect: 'ImplicitDeny', decidedBy: [] });
  expect(
    decision?.missing.map(({ policyType, account, isAlternative }) => ({
      policyType,
      account,
      isAlternative,
    })),
  ).toEqual(verdict.missing);
}

function isAssumptionOf(each: MatrixCase, { action, resource, decision }: AuditRecord): boolean {
  return (
    action === 'sts:AssumeRole' &&
    resource === targetRoleOf(each) &&
    decision?.request.context['sts:RoleSessionName'] === executionName(each)
  );
}

function targetRoleOf(each: MatrixCase): string {
  return roleArn(targetAccount, targetRoleName(each));
}

function sessionOf(each: MatrixCase): string {
  return `arn:aws:sts::${targetAccount}:assumed-role/${targetRoleName(each)}/${executionName(each)}`;
}

function keyOf(each: MatrixCase): string {
  return `${targetRoleName(each)}-${each.resource}`;
}

function endOf(each: MatrixCase): Ended {
  const end = ends.get(keyOf(each));
  if (end === undefined) throw new Error(`no execution of ${keyOf(each)}`);
  return end;
}
