import { expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Answer, Connector } from '../../src/connectors/connector.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { anIdentity, trust } from '../support/an-identity.ts';
import { aRevision, aRuntime } from './a-runtime.ts';
import { aStillClock } from './still-clock.ts';

const account = '111111111111';
const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:Builds`;
const machine = {
  stateMachineArn,
  roleArn: `arn:aws:iam::${account}:role/runner`,
  definition: {
    StartAt: 'Build',
    States: {
      Build: {
        Type: 'Task',
        Resource: 'arn:aws:states:::codebuild:startBuild.sync',
        Parameters: { ProjectName: 'site' },
        End: true,
      },
    },
  },
};

/** An execution whose job is being submitted, which is answered as the test says. */
async function aSubmission() {
  const store = await openSqliteStore({ directory: undefined });
  const did: string[] = [];
  let answer: (answer: Answer) => void = () => {};
  const connector = {
    resource: 'codebuild:startBuild',
    isIdempotent: () => true,
    call() {
      did.push('submit');
      return new Promise<Answer>((resolve) => {
        answer = resolve;
      });
    },
    poll: async () => undefined,
    cancel: async (_, job) => {
      did.push(`cancel ${job}`);
    },
  } as Partial<Connector> as Connector;
  const runtime = await aRuntime({ store, clock: aStillClock(), findConnector: () => connector });
  onTestFinished(async () => {
    await runtime.close();
    await store.close();
  });
  await anIdentity({ store }).invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  await store.resources.write([aRevision('1', machine)]);
  const revision = await runtime.revisions.get(stateMachineArn, '1');
  const executionArn = stateMachineArn.replace('stateMachine', 'execution').concat(':one');
  const started = await runtime.startExecution({ revision, executionArn, input: {} });
  if (started.type !== 'started') throw new Error(`an execution that was ${started.type}`);
  await expect.poll(() => did).toEqual(['submit']);
  return {
    runtime,
    did,
    key: started.summary,
    submitted: () => answer({ type: 'Submitted', output: { Build: 'b-1' }, job: 'b-1' }),
  };
}

test('a job whose submission is answered after its execution was stopped is cancelled', async () => {
  const { runtime, did, key, submitted } = await aSubmission();
  await runtime.stopExecution(key, new Failure('Enough', 'Nobody waits for it.'));
  expect(did).toEqual(['submit']);
  submitted();
  await expect.poll(() => did).toEqual(['submit', 'cancel b-1']);
});

test('a job is cancelled once where its submission was answered before its execution is stopped', async () => {
  const { runtime, did, key, submitted } = await aSubmission();
  submitted();
  await expect.poll(async () => (await runtime.findWithEnds(key.executionArn))?.summary.turnCount).toBe(2);
  expect(did).toEqual(['submit']);
  await runtime.stopExecution(key, new Failure('Enough', 'Nobody waits for it.'));
  await expect.poll(() => did).toEqual(['submit', 'cancel b-1']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(did).toEqual(['submit', 'cancel b-1']);
});
