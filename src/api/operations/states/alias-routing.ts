import { ValidationException } from '../../../base/aws-error.ts';
import type { AliasRoute } from '../../../store/resources/states.ts';
import type { Call } from '../../operation.ts';
import { aliasResourceNotFound } from './aliases.ts';
import { parseQualifiedArn, type StateMachineName } from './arns.ts';
import { isVersionNumber, numberOf, versionKey } from './versions.ts';

/** One item of `routingConfiguration`, as requests carry it. */
export interface WireRoute {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

/** The routes of a request, checked in themselves: whether the versions exist is another question. */
export interface Routing {
  /** The state machine whose versions they are. */
  readonly name: StateMachineName;
  readonly routes: readonly { readonly version: string; readonly arn: string; readonly weight: number }[];
}

/** Throws InvalidArn, or ValidationException for what cannot be a routing configuration. */
export function parseRouting(wire: readonly WireRoute[]): Routing {
  const arns = wire.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const parsed = wire.map(({ stateMachineVersionArn: arn, weight }) => {
    const { name, qualifier: version } = parseQualifiedArn(arn);
    // Recorded for a state machine's own ARN.
    if (version === undefined || !isVersionNumber(version)) {
      throw refuse(`must contain state machine version ARNs. Received: [${arns.join(', ')}]`);
    }
    return { name, route: { version, arn, weight } };
  });
  if (new Set(arns).size < arns.length) {
    throw refuse(`must contain distinct state machine version ARNs. Received: [${arns.join(', ')}]`);
  }
  const [first] = parsed;
  if (first === undefined) throw refuse('must contain a state machine version ARN.');
  const { stateMachineArn } = first.name;
  if (parsed.some(({ name }) => name.stateMachineArn !== stateMachineArn)) {
    throw refuse(`must contain versions of one state machine. Received: [${arns.join(', ')}]`);
  }
  checkWeights(wire.map(({ weight }) => weight));
  return { name: first.name, routes: parsed.map(({ route }) => route) };
}

function checkWeights(weights: readonly number[]): void {
  if (weights.reduce((sum, weight) => sum + weight, 0) === 100) return;
  throw new ValidationException(
    `Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`,
    'INVALID_ROUTING_CONFIGURATION',
  );
}

function refuse(problem: string): ValidationException {
  return new ValidationException(`Routing configuration ${problem}`, 'INVALID_ROUTING_CONFIGURATION');
}

/** The routes to versions that exist. Throws ResourceNotFound. */
export async function findRoutes(
  { name, routes }: Routing,
  { services }: Call,
): Promise<readonly AliasRoute[]> {
  return Promise.all(
    routes.map(async ({ version, arn, weight }) => {
      const found = await services.store.resources.get(versionKey(name, version));
      if (found === undefined) throw aliasResourceNotFound(arn);
      return { version: numberOf(found), revisionName: found.body.revisionName, weight };
    }),
  );
}

/** Whether two lists route alike, in the same order. */
export function isSameRouting(left: readonly AliasRoute[], right: Routing['routes']): boolean {
  return (
    left.length === right.length &&
    left.every(({ version, weight }, index) => {
      const other = right[index];
      return other !== undefined && other.version === String(version) && other.weight === weight;
    })
  );
}
