import type { StateMachineType } from '../asl/definition.ts';
import { type Arn, formatArn, type Place } from '../base/arn.ts';
import type { JsonObject } from '../base/json.ts';

/** A state machine to write policies for; it need not exist yet. */
export interface Machine extends Place {
  readonly name: string;
  readonly type: StateMachineType;
  /** A valid definition. */
  readonly definition: JsonObject;
  /** What it runs as. */
  readonly executionRoleArn: Arn;
  /** Whether its level of logging is other than OFF. */
  readonly isLogged: boolean;
  readonly isTraced: boolean;
  /** The customer managed key that its data is encrypted with. */
  readonly kmsKeyArn?: Arn | undefined;
}

export function machineArnOf({ partition, region, account, name }: Machine): Arn {
  return formatArn({ partition, service: 'states', region, account, resource: `stateMachine:${name}` });
}
