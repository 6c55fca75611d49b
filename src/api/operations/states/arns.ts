import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
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

/** Throws InvalidArn for what is no state machine's ARN. */
export function parseStateMachineArn(arn: string): StateMachineName {
  const { place, type, names } = parseStatesArn(arn);
  if (type !== 'stateMachine') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [name = ''] = names;
  return { ...place, stateMachineArn: arn, name };
}

/** Throws InvalidArn for what is no execution's ARN. */
export function parseExecutionArn(arn: string): ExecutionName {
  const { place, type, names } = parseStatesArn(arn);
  if (type !== 'execution') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [name = '', execution] = names;
  if (execution === undefined) throw new InvalidArn(`Invalid ARN: ${arn}`);
  return { ...place, stateMachineArn: stateMachineArnOf(place, name), name, executionArn: arn };
}

function parseStatesArn(arn: string) {
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
