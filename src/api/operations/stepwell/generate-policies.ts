import { type Arn, isAccountId } from '../../../base/arn.ts';
import { ValidationException } from '../../../base/aws-error.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import { executionRoleArnOf } from '../../../policy-generator/execution-role.ts';
import { type FormatName, formats } from '../../../policy-generator/formats/index.ts';
import { policiesOf } from '../../../policy-generator/formats/json.ts';
import { type RoleSet, roleSetOf } from '../../../policy-generator/formats/role-set.ts';
import type { Machine } from '../../../policy-generator/machine.ts';
import { neededServices } from '../../../policy-generator/needed-services.ts';
import type { ProfileName } from '../../../policy-generator/profiles.ts';
import { applyRole } from '../../../policy-generator/role-changes.ts';
import type { Call } from '../../operation.ts';
import { checkName } from '../states/arns.ts';
import { checkDefinition } from '../states/definition-check.ts';
import { operationOf, optional } from '../typed-operation.ts';
import { askIam } from './ask-iam.ts';

interface GeneratePoliciesInput {
  readonly name: string;
  readonly definition: string;
  readonly type?: Machine['type'];
  /** Of the state machine, where it is not the caller's. */
  readonly account?: string;
  /** By name or ARN; named after the state machine where it is absent. */
  readonly executionRole?: string;
  readonly profile?: ProfileName;
  readonly isLogged?: boolean;
  readonly isTraced?: boolean;
  readonly kmsKeyArn?: Arn;
  /** To have the roles as a template too. */
  readonly format?: FormatName;
  /** To make the roles what they are to be, as far as they are of the caller's account. */
  readonly apply?: boolean;
}

/**
 * The roles that a state machine needs, and, if asked for, those of the caller's account made or changed to be so. Every call of
 * IAM's API that takes is the caller's, who needs the permissions for it: `iam:CreateRole`, `iam:PutRolePolicy` and their like.
 */
export const generatePolicies = operationOf<GeneratePoliciesInput>('stepwell', {
  name: 'GeneratePolicies',
  permissions: () => [{ action: 'stepwell:GeneratePolicies', resource: '*' }],
  run: async (input, call) => {
    const machine = machineOf(input, call);
    // The data is read when somebody asks; a server that nobody does never needs it.
    const { loadServiceAuthorization } = await import(
      '../../../policy-generator/service-authorization-data.ts'
    );
    const services = await loadServiceAuthorization(neededServices([machine]));
    const set = roleSetOf([machine], services, input.profile);
    const applied = input.apply === true ? await apply(set, call) : undefined;
    const { format } = input;
    return {
      executionRoleArn: machine.executionRoleArn,
      ...(policiesOf(set) as unknown as JsonObject),
      ...optional('template', format === undefined ? undefined : formats[format].write(set)),
      ...optional('appliedRoles', applied),
    };
  },
});

function machineOf(input: GeneratePoliciesInput, { caller, services }: Call): Machine {
  const { name, definition, type = 'STANDARD', account = caller.place.account } = input;
  checkName(name);
  checkDefinition(definition, type, services.connectors);
  if (!isAccountId(account)) throw new ValidationException(`${account} is no account id`);
  const place = { ...caller.place, account };
  const executionRoleArn = executionRoleArnOf(input.executionRole, name, place);
  if (executionRoleArn === undefined) {
    throw new ValidationException(
      `${input.executionRole} is no role of account ${account} in the partition ${place.partition}`,
    );
  }
  return {
    ...place,
    name,
    type,
    definition: JSON.parse(definition) as JsonObject,
    executionRoleArn,
    isLogged: input.isLogged === true,
    isTraced: input.isTraced === true,
    kmsKeyArn: input.kmsKeyArn,
  };
}

/** What was changed of each role of the caller's account. */
async function apply({ executionRole, targetRoles }: RoleSet, call: Call): Promise<Json> {
  const roles = [...(executionRole === undefined ? [] : [executionRole]), ...targetRoles];
  const applied: JsonObject[] = [];
  for (const role of roles.filter(({ account }) => account === call.caller.place.account)) {
    const dialogue = applyRole(role);
    let step = dialogue.next();
    while (step.done !== true) step = dialogue.next(await askIam(step.value, call));
    applied.push({ roleArn: role.roleArn, changes: step.value.map((change) => ({ ...change })) });
  }
  return applied;
}
