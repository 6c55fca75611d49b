import { partitionOf } from '../../base/arn.ts';
import { executionRoleArnOf } from '../../policy-generator/execution-role.ts';
import type { Machine } from '../../policy-generator/machine.ts';
import { exitCodes } from '../diagnostics/validate-files.ts';
import {
  type ReadRequest,
  type ReadSurroundings,
  type Refusal,
  readDefinitions,
} from './read-definitions.ts';

export interface MachinesRequest
  extends ReadRequest,
    Pick<Machine, 'account' | 'region' | 'isLogged' | 'isTraced' | 'kmsKeyArn'> {
  /** The execution role by name or ARN; named after the state machine where it is undefined. */
  readonly role: string | undefined;
}

/** The state machines of the definitions, or why there are none to work with. */
export function readMachines(
  request: MachinesRequest,
  surroundings: ReadSurroundings,
): readonly Machine[] | Refusal {
  const definitions = readDefinitions(request, surroundings);
  if ('problem' in definitions) return definitions;
  const { account, region, type, isLogged, isTraced, kmsKeyArn, role } = request;
  const place = { partition: partitionOf(region), account, region };
  const executionRoleArn = executionRoleArnOf(role, definitions[0]?.name ?? '', place);
  if (executionRoleArn === undefined) {
    const problem = `stepwell: ${role} is no role of account ${account}: give --role a name, or the ARN of a role of that account in ${place.partition}.\n`;
    return { problem, exitCode: exitCodes.unusable };
  }
  return definitions.map(
    ({ name, definition }): Machine => ({
      ...place,
      name,
      type,
      definition,
      executionRoleArn,
      isLogged,
      isTraced,
      kmsKeyArn,
    }),
  );
}
