import type { AliasRoute } from '../../../store/resources/states.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { aliasKey } from './aliases.ts';
import { parseQualifiedArn, type StateMachineName } from './arns.ts';
import { StateMachineDoesNotExist } from './errors.ts';
import { findStateMachine } from './state-machines.ts';
import { isVersionNumber, versionKey } from './versions.ts';

/** What an ARN names: a state machine itself, one of its versions, or one of its aliases. */
export interface QualifiedStateMachine {
  readonly name: StateMachineName;
  readonly machine: Resource<'StateMachine'>;
  /** As the ARN has it. */
  readonly qualifier: string | undefined;
  readonly version: Resource<'StateMachineVersion'> | undefined;
  readonly alias: Resource<'StateMachineAlias'> | undefined;
}

/**
 * What has that very ARN, in the call's region. Throws InvalidArn or ValidationException for what is no such ARN,
 * StateMachineDoesNotExist (recorded for versions too) where there is nothing of that name.
 */
export async function getQualifiedStateMachine(arn: string, call: Call): Promise<QualifiedStateMachine> {
  const { name, qualifier } = parseQualifiedArn(arn);
  const machine = await findStateMachine(name, call);
  if (machine === undefined) throw new StateMachineDoesNotExist(arn);
  if (qualifier === undefined) return { name, machine, qualifier, version: undefined, alias: undefined };
  const { resources } = call.services.store;
  const isVersion = isVersionNumber(qualifier);
  const version = isVersion ? await resources.get(versionKey(name, qualifier)) : undefined;
  const alias = isVersion ? undefined : await resources.get(aliasKey(name, qualifier));
  if (version === undefined && alias === undefined) throw new StateMachineDoesNotExist(arn);
  return { name, machine, qualifier, version, alias };
}

/** What to run, and as which version: the numbers and names that an execution remembers. */
export interface ChosenRevision {
  readonly revisionName: string;
  readonly version: string | undefined;
  readonly alias: string | undefined;
}

/** The revision that `found` stands for; for an alias, that of the route `choose` takes. */
export function chooseRevision(
  { machine, qualifier, version, alias }: QualifiedStateMachine,
  choose: (routes: readonly AliasRoute[]) => AliasRoute | undefined,
): ChosenRevision {
  const route = alias === undefined ? undefined : choose(alias.body.routes);
  if (route !== undefined) {
    return { revisionName: route.revisionName, version: String(route.version), alias: qualifier };
  }
  const { revisionName } = version?.body ?? machine.body;
  return { revisionName, version: qualifier, alias: undefined };
}
