import type { Arn } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import type { StateMachineBody } from '../../../store/resources/states.ts';
import type { Resource, ResourceChange, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import type { StateMachineName } from './arns.ts';
import { ServiceQuotaExceededException } from './errors.ts';

/** Versions of one state machine. Source: Developer Guide, "Service quotas". */
const versionsMax = 1_000;

/** Whether a qualifier is a version's number, in its one spelling; an alias's name is never all digits. */
export function isVersionNumber(qualifier: string): boolean {
  return /^[1-9]\d{0,14}$/.test(qualifier);
}

export function versionArnOf(stateMachineArn: Arn, version: number | string): Arn {
  return `${stateMachineArn}:${version}`;
}

/** Throws ValidationException for a description of a version that is not to be published. */
export function checkVersionDescription(request: {
  readonly publish?: boolean;
  readonly versionDescription?: string;
}): void {
  if (request.versionDescription === undefined || request.publish === true) return;
  throw new ValidationException('Version description can only be set when publish is true');
}

/** Where a version is stored. */
export function versionKey(
  { account, region, name }: StateMachineName,
  version: number | string,
): ResourceKey<'StateMachineVersion'> {
  return { kind: 'StateMachineVersion', account, region, name: `${name}:${version}` };
}

/** The versions of a state machine with their numbers, the latest first. */
export async function listVersions(name: StateMachineName, { services }: Call) {
  const { account, region } = name;
  const prefix = `${name.name}:`;
  const query = { kind: 'StateMachineVersion', account, region, prefix, limit: versionsMax } as const;
  const found = await services.store.resources.list(query);
  const numbered = found.map((resource) => ({ number: numberOf(resource), body: resource.body }));
  return numbered.sort((left, right) => right.number - left.number);
}

export function numberOf({ name }: Resource<'StateMachineVersion'>): number {
  return Number(name.slice(name.lastIndexOf(':') + 1));
}

export interface Publication {
  readonly version: number;
  /** The machine as it is once the version is published. */
  readonly machine: StateMachineBody;
  /** What to write besides the machine. */
  readonly changes: readonly ResourceChange[];
}

/**
 * The version of the revision that `machine` runs: the one it has, or a further one. Throws
 * ServiceQuotaExceededException.
 *
 * Source: API Reference, "PublishStateMachineVersion", idempotency.
 */
export function publishVersion(
  name: StateMachineName,
  machine: StateMachineBody,
  { description, at }: { readonly description: string | undefined; readonly at: number },
): Publication {
  const { last, count, current } = machine.versions ?? { last: 0, count: 0, current: undefined };
  if (current !== undefined) return { version: current, machine, changes: [] };
  if (count >= versionsMax) {
    throw new ServiceQuotaExceededException(
      `A state machine may have no more than ${versionsMax} versions: '${name.stateMachineArn}'`,
    );
  }
  const version = last + 1;
  const body = { revisionName: machine.revisionName, description, createdAt: at };
  return {
    version,
    machine: { ...machine, versions: { last: version, count: count + 1, current: version } },
    changes: [{ type: 'put', key: versionKey(name, version), body, expectedRevision: 0 }],
  };
}

/** `machine` once it runs another revision, which no version shows yet. */
export function forgetCurrentVersion(machine: StateMachineBody): StateMachineBody {
  if (machine.versions?.current === undefined) return machine;
  return { ...machine, versions: { ...machine.versions, current: undefined } };
}

/** `machine` without one of its versions. */
export function withoutVersion(machine: StateMachineBody, version: number): StateMachineBody {
  const { last, count, current } = machine.versions ?? { last: version, count: 1, current: undefined };
  const left = current === version ? undefined : current;
  return { ...machine, versions: { last, count: count - 1, current: left } };
}
