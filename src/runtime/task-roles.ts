import type { Logger } from 'pino';
import { parseArn } from '../base/arn.ts';
import { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { ServiceCommand } from '../engine/command.ts';
import type { Execution } from '../engine/execution.ts';
import type { Caller, Identity, RoleSession } from './identity/identity.ts';
import { splitLabel } from './revisions.ts';
import { untilAvailable } from './until-available.ts';

/** Whose task it is: what it runs as, and under which names. */
export type TaskOwner = Pick<Execution, 'facts'>;

/** The roles that tasks run as: the execution role, and what it assumes where the task names another one. */
export interface TaskRoles {
  /** The session the task's calls are made with, or why there is none. */
  assume(command: ServiceCommand, owner: TaskOwner): Promise<RoleSession | Failure>;
  /** As `assume`, however long the store is unavailable: nothing of the task has happened yet. */
  assumeSurely(command: ServiceCommand, owner: TaskOwner): Promise<RoleSession | Failure>;
  /** Who calls with that session. */
  callerOf(session: RoleSession, command: ServiceCommand, owner: TaskOwner): Caller;
  /** From now on nobody waits for a store that is unavailable. */
  close(): void;
}

export interface TaskRolesParts {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createTaskRoles({ identity, clock, log }: TaskRolesParts): TaskRoles {
  let isClosed = false;

  async function assume(command: ServiceCommand, owner: TaskOwner): Promise<RoleSession | Failure> {
    const { facts } = owner;
    const { roleArn, region } = facts;
    // The children of a Map act as the machine that has the Map.
    const { machineArn: stateMachineArn } = splitLabel(facts.stateMachineArn);
    let session: RoleSession;
    try {
      session = await identity.assumeExecutionRole({
        roleArn,
        sourceArn: stateMachineArn,
        service: 'states',
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return new Failure('States.Permissions', error.message);
    }
    const { targetRoleArn } = command;
    if (targetRoleArn === undefined) return session;
    try {
      return await identity.assumeRole(identity.callerOf(session, region), {
        roleArn: targetRoleArn,
        roleSessionName: sessionNameOf(owner),
        externalId: stateMachineArn,
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log.info(
        { executionArn: facts.executionArn, targetRoleArn, reason: error.message },
        'role not assumed',
      );
      // Recorded.
      const cause = `The role ${roleArn} is not authorized to assume the task state's role, ${targetRoleArn}.`;
      return new Failure('States.TaskFailed', cause);
    }
  }

  return {
    assume,
    assumeSurely(command, owner) {
      const { executionArn } = owner.facts;
      const { eventId } = command;
      return untilAvailable(() => assume(command, owner), {
        clock,
        isClosing: () => isClosed,
        onUnavailable: (err) => log.warn({ err, executionArn, eventId }, 'a task waits for the store'),
      });
    },
    /**
     * Looking at a job in another account takes from the quotas of the state machine's account.
     *
     * Source: Developer Guide, "Accessing resources in other AWS accounts in Step Functions".
     */
    callerOf(session, command, { facts }) {
      const caller = identity.callerOf(session, facts.region);
      if (command.type !== 'PollTask' || command.targetRoleArn === undefined) return caller;
      return { ...caller, quotaAccount: parseArn(facts.executionArn)?.account ?? session.account };
    },
    close() {
      isClosed = true;
    },
  };
}

/** A role session's name may hold fewer characters than an execution's. */
function sessionNameOf({ facts }: TaskOwner): string {
  const name = facts.name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return name.length < 2 ? `execution-${name}` : name;
}
