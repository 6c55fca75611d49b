import { describe, expect, test } from 'vitest';
import { accountRoot, roleSession, servicePrincipal } from '../../../src/iam/principal.ts';
import {
  createRecordedCallsKeeper,
  type RecordedCallsKeeper,
} from '../../../src/runtime/identity/recorded-calls-keeper.ts';
import type { Store } from '../../../src/store/store.ts';
import { anIdentity, policy, trust } from '../../support/an-identity.ts';
import { memoryStore } from '../../support/memory-store.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/Worker`;
const role = { roleArn, account };
const call = { action: 'sqs:SendMessage', resource: 'q', context: undefined, isDenied: false, at: 1 };

interface Timers {
  readonly due: (() => void)[];
  readonly warnings: unknown[];
}

function keeperOn(store: Store, { due, warnings }: Timers = { due: [], warnings: [] }): RecordedCallsKeeper {
  const clock = {
    now: () => 0,
    schedule: (_at: number, run: () => void) => {
      due.push(run);
      return () => {
        due.splice(due.indexOf(run) >>> 0, 1);
      };
    },
  };
  return createRecordedCallsKeeper({ store, clock, log: { warn: (it: unknown) => warnings.push(it) } });
}

describe('recorded calls', () => {
  test('outlive the server that recorded them, and go on from there', async () => {
    const store = memoryStore();
    const first = keeperOn(store);
    first.record(role, call);
    await first.close();
    const second = keeperOn(store);
    second.record(role, { ...call, at: 5 });
    expect(await second.list(roleArn, account)).toMatchObject({
      calls: [{ action: 'sqs:SendMessage', count: 2, firstAt: 1, lastAt: 5 }],
      omittedCount: 0,
    });
  });

  test('are stored once in a while, with one timer however many there are', async () => {
    const store = memoryStore();
    const timers: Timers = { due: [], warnings: [] };
    const keeper = keeperOn(store, timers);
    keeper.record(role, call);
    keeper.record({ roleArn: `${roleArn}2`, account }, call);
    expect(timers.due).toHaveLength(1);
    timers.due[0]?.();
    await keeper.close();
    expect(
      await store.resources.list({ kind: 'RecordedCalls', account, region: '', limit: 10 }),
    ).toHaveLength(2);
  });

  test('wait for a store that cannot be written, and are counted once', async () => {
    const store = memoryStore();
    let isDown = true;
    const failing: Store = {
      ...store,
      resources: {
        ...store.resources,
        write: async (changes) => {
          if (isDown && JSON.stringify(changes).includes('Worker2')) throw new Error('disk full');
          return store.resources.write(changes);
        },
      },
    };
    const keeper = keeperOn(failing);
    for (const name of ['Worker', 'Worker2', 'Worker3']) {
      keeper.record({ roleArn: `arn:aws:iam::${account}:role/${name}`, account }, call);
    }
    await expect(keeper.close()).rejects.toThrow('disk full');
    isDown = false;
    for (const name of ['Worker', 'Worker2', 'Worker3']) {
      expect(await keeper.list(`arn:aws:iam::${account}:role/${name}`, account)).toMatchObject({
        calls: [{ count: 1 }],
      });
    }
  });
});

const session = roleSession({ roleArn, sessionName: 's' });
const place = { partition: 'aws', account, region: 'us-east-1' };

interface RecordingCase {
  readonly title: string;
  readonly options: Parameters<typeof anIdentity>[0];
  readonly isKnown: boolean;
  readonly isDenied: boolean;
}

const recordingCases: readonly RecordingCase[] = [
  {
    title: 'that IAM refuses count as denied',
    options: { enforcement: 'enforce' },
    isKnown: true,
    isDenied: true,
  },
  {
    title: 'that an audit lets through count as made',
    options: { enforcement: 'audit' },
    isKnown: true,
    isDenied: false,
  },
  {
    title: 'that nobody looks at count too',
    options: { enforcement: 'off' },
    isKnown: true,
    isDenied: false,
  },
  {
    title: 'of a role that nobody created count too',
    options: { auditUnknownRoles: true },
    isKnown: false,
    isDenied: false,
  },
];

describe('calls', () => {
  test.each(recordingCases)('$title', async ({ options, isKnown, isDenied }) => {
    const recorded: unknown[] = [];
    const { identity, invoke } = anIdentity({
      ...options,
      recordCall: ({ roleArn: arn }, made) => recorded.push({ arn, ...made }),
    });
    if (isKnown) {
      await invoke('CreateRole', {
        RoleName: 'Worker',
        AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
      });
    }
    const permission = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${account}:jobs` };
    await identity.authorize({ principal: session, place, context: {} }, permission).catch(() => {});
    expect(recorded).toMatchObject([{ arn: roleArn, ...permission, isDenied }]);
  });

  test('of users, roots and services are nobody’s role', async () => {
    const recorded: unknown[] = [];
    const { identity, invoke } = anIdentity({ recordCall: (...made) => recorded.push(made) });
    await invoke('CreateRole', {
      RoleName: 'Worker',
      AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
    });
    const sourceArn = `arn:aws:states:us-east-1:${account}:stateMachine:m`;
    await identity.assumeExecutionRole({ roleArn, sourceArn, service: 'states' });
    for (const principal of [accountRoot({ account }), servicePrincipal({ name: 'events.amazonaws.com' })]) {
      await identity
        .authorize({ principal, place, context: {} }, { action: 'sqs:SendMessage', resource: '*' })
        .catch(() => {});
    }
    expect(recorded).toEqual([]);
  });

  test('to assume another role are the role’s own', async () => {
    const recorded: unknown[] = [];
    const { identity, invoke } = anIdentity({ recordCall: (_role, made) => recorded.push(made) });
    await invoke('CreateRole', { RoleName: 'Worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
    await invoke('PutRolePolicy', {
      RoleName: 'Worker',
      PolicyName: 'p',
      PolicyDocument: policy({ Action: 'sts:AssumeRole', Resource: '*' }),
    });
    await invoke('CreateRole', { RoleName: 'Target', AssumeRolePolicyDocument: trust({ AWS: account }) });
    const target = `arn:aws:iam::${account}:role/Target`;
    const caller = { principal: session, place, context: {} };
    await identity.assumeRole(caller, { roleArn: target, roleSessionName: 's', externalId: 'e' });
    expect(recorded).toMatchObject([{ action: 'sts:AssumeRole', resource: target, isDenied: false }]);
  });
});
