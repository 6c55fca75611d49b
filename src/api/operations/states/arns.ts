import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import { InvalidArn, InvalidName } from './errors.ts';

/** Where a state machine or an execution lives, from its ARN. */
export interface StateMachineName extends Place {
  readonly stateMachineArn: Arn;
  readonly name: string;
}

export interface ExecutionName extends StateMachineName {
  readonly executionArn: Arn;
}

export function stateMachineArnOf({ partition, region, account }: Place, name: string): Arn {
  return formatArn({ partition, service: 'states', region, account, resource: `stateMachine:${name}` });
}

export function executionArnOf(
  { partition, region, account, name: machine }: StateMachineName,
  name: string,
): Arn {
  return formatArn({
    partition,
    service: 'states',
    region,
    account,
    resource: `execution:${machine}:${name}`,
  });
}

/** A state machine, or one version or alias of it. */
export interface QualifiedName {
  readonly name: StateMachineName;
  /** A version's number or an alias's name. */
  readonly qualifier: string | undefined;
}

/**
 * A state machine's own ARN; the name of a qualified one is the name of nothing.
 *
 * Throws InvalidArn for what is no state machine's ARN, ValidationException for that of a state within one.
 */
export function parseStateMachineArn(arn: string): StateMachineName {
  const { place, names } = parseMachineArn(arn);
  const [name = ''] = names;
  return { stateMachineArn: arn, name, ...place };
}

/** As `parseStateMachineArn`, with the ARN of a version or an alias split into the machine's own and the rest. */
export function parseQualifiedArn(arn: string): QualifiedName {
  const known = qualifiedNames.get(arn);
  if (known !== undefined) return known;
  const { place, names } = parseMachineArn(arn);
  const [name = '', qualifier, more] = names;
  if (more !== undefined) throw new InvalidArn(`Invalid ARN: ${arn}`);
  const parsed = { name: { stateMachineArn: withoutQualifier(arn, qualifier), name, ...place }, qualifier };
  if (qualifiedNames.size === qualifiedNamesMax) qualifiedNames.clear();
  qualifiedNames.set(arn, parsed);
  return parsed;
}

/** The same few state machines are started over and over. */
const qualifiedNames = new Map<string, QualifiedName>();
const qualifiedNamesMax = 1_000;

function parseMachineArn(arn: string) {
  const { place, type, names } = parseStatesArn(arn);
  if (type !== 'stateMachine') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  if (names[0]?.includes('/')) throw new ValidationException(labeledArn, 'API_DOES_NOT_SUPPORT_LABELED_ARNS');
  return { place, names };
}

/** Source of the reason, not of the words: API Reference, "StartExecution", stateMachineArn and ValidationException. */
const labeledArn = 'This operation does not take the ARN of a Map state, which has a label.';

/** How many parts the ARN of a version or an alias has. */
const qualifiedParts = 8;

/** `arn` without the version or the alias at its end. Whatever else it may be comes back as it is. */
export function splitQualifiedArn(arn: string): {
  readonly stateMachineArn: string;
  readonly qualifier: string | undefined;
} {
  const parts = arn.split(':');
  const isQualified = parts.length === qualifiedParts && parts[5] === 'stateMachine';
  const qualifier = isQualified ? parts[qualifiedParts - 1] : undefined;
  return { stateMachineArn: withoutQualifier(arn, qualifier), qualifier };
}

function withoutQualifier(arn: string, qualifier: string | undefined): string {
  return qualifier === undefined ? arn : arn.slice(0, -qualifier.length - 1);
}

/** Throws InvalidArn for what is no execution's ARN. */
export function parseExecutionArn(arn: string): ExecutionName {
  const { place, type, names } = parseStatesArn(arn);
  if (type !== 'execution') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [name = '', execution] = names;
  if (execution === undefined) throw new InvalidArn(`Invalid ARN: ${arn}`);
  return { stateMachineArn: stateMachineArnOf(place, name), name, executionArn: arn, ...place };
}

/** Where any resource of the service lives. Throws InvalidArn for what is no ARN of one. */
export function parseStatesArn(arn: string) {
  const parts = parseArn(arn);
  if (parts === undefined) throw new InvalidArn(`Invalid ARN prefix: ${arn}`);
  if (parts.service !== 'states') throw new InvalidArn(`Invalid ARN service: ${arn}`);
  const { partition, region, account } = parts;
  const [type = '', ...names] = parts.resource.split(':');
  if (names.length === 0 || names.some((name) => name === '')) throw new InvalidArn(`Invalid ARN: ${arn}`);
  return { place: { partition, region, account }, type, names };
}

/** Source: API Reference, "CreateStateMachine", name; control characters and these are refused. */
const forbiddenInName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]/u;

/** Throws InvalidName for a state machine's or an execution's name that AWS refuses. */
export function checkName(name: string): void {
  if (forbiddenInName.test(name)) throw new InvalidName(name);
}
