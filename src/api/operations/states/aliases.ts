import type { Arn } from '../../../base/arn.ts';
import type { AliasRoute } from '../../../store/resources/states.ts';
import type { Resource, ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { parseQualifiedArn, type StateMachineName } from './arns.ts';
import { InvalidArn, ResourceNotFound, StateMachineDeleting } from './errors.ts';
import { findStateMachine } from './state-machines.ts';
import { isVersionNumber, versionArnOf } from './versions.ts';

/** Aliases of one state machine. Source: Developer Guide, "Service quotas". */
export const aliasesMax = 100;

/** Where an alias is stored. */
export function aliasKey(
  { account, region, name }: StateMachineName,
  alias: string,
): ResourceKey<'StateMachineAlias'> {
  return { kind: 'StateMachineAlias', account, region, name: `${name}:${alias}` };
}

export function aliasArnOf(stateMachineArn: Arn, alias: string): Arn {
  return `${stateMachineArn}:${alias}`;
}

export function aliasNameOf({ name }: Resource<'StateMachineAlias'>): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The aliases of a state machine, the oldest first (recorded, though the API Reference says the newest). */
export async function listAliases(name: StateMachineName, { services }: Call) {
  const { account, region } = name;
  const prefix = `${name.name}:`;
  const query = { kind: 'StateMachineAlias', account, region, prefix, limit: aliasesMax } as const;
  const found = await services.store.resources.list(query);
  return [...found].sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

/** A text by which aliases are listed: times of thirteen digits compare as texts do. */
export function orderOf(alias: Resource<'StateMachineAlias'>): string {
  return `${alias.body.createdAt} ${aliasNameOf(alias)}`;
}

/** An alias's ARN in parts. Throws InvalidArn. */
export function parseAliasArn(arn: string): { readonly name: StateMachineName; readonly alias: string } {
  const { name, qualifier } = parseQualifiedArn(arn);
  if (qualifier === undefined || isVersionNumber(qualifier)) throw new InvalidArn(`Invalid ARN: ${arn}`);
  return { name, alias: qualifier };
}

/** Recorded. */
const noSuchResource = 'Request references a resource that does not exist.';

/** ResourceNotFound as operations on aliases say it. */
export function aliasResourceNotFound(arn: Arn): ResourceNotFound {
  return new ResourceNotFound(arn, noSuchResource);
}

/** The state machine whose aliases are to change. Throws ResourceNotFound or StateMachineDeleting. */
export async function getAliasedMachine(
  name: StateMachineName,
  call: Call,
): Promise<Resource<'StateMachine'>> {
  const machine = await findStateMachine(name, call);
  if (machine === undefined) throw aliasResourceNotFound(name.stateMachineArn);
  if (machine.body.status === 'DELETING') throw new StateMachineDeleting(name.stateMachineArn);
  return machine;
}

/** The route an execution takes; `drawn` is a random number from 0 to 1. */
export function chooseRoute([first, second]: readonly AliasRoute[], drawn: number): AliasRoute | undefined {
  return first === undefined || drawn * 100 < first.weight ? first : second;
}

/** The route that most executions take. */
export function heaviestRoute(routes: readonly AliasRoute[]): AliasRoute | undefined {
  const [first, second] = routes;
  return first !== undefined && second !== undefined && second.weight > first.weight ? second : first;
}

export function routesJson(stateMachineArn: Arn, routes: readonly AliasRoute[]) {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: versionArnOf(stateMachineArn, version),
    weight,
  }));
}
