import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, type Runtime } from '@aws-sdk/client-lambda';
import { CreateActivityCommand, CreateStateMachineCommand, type StateMachineType } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import type { Clients } from '../cross-account/two-accounts.ts';
import { createResolver, type Place, type Template } from './template.ts';

/** A machine of a template, as it would be created. */
export interface PlannedMachine {
  readonly logicalId: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly definition: string;
  readonly roleArn: string;
}

/** The machines of a template. */
export function machinesOf(template: Template, place: Place): readonly PlannedMachine[] {
  const resolve = createResolver(template, place);
  return resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([logicalId, given]) => {
    const properties = resolve(given) as JsonObject;
    return {
      logicalId,
      name: textOf(properties.StateMachineName ?? logicalId).slice(0, 80),
      type: (properties.StateMachineType ?? 'STANDARD') as StateMachineType,
      definition: textOf(properties.DefinitionString),
      roleArn: textOf(properties.RoleArn),
    };
  });
}

/**
 * Creates what a template declares and Stepwell has: roles with their policies, functions and machines. Gives the machines'
 * ARNs by their logical ids.
 *
 * `codeOf` gives the source of a function whose code is not in the template.
 */
export async function deploy(
  template: Template,
  { clients, place, codeOf }: { clients: Clients; place: Place; codeOf?: (handler: string) => string },
): Promise<ReadonlyMap<string, string>> {
  const resolve = createResolver(template, place);
  for (const [id, properties] of resourcesOf(template, 'AWS::IAM::Role')) {
    await createRole(clients, textOf(resolve({ Ref: id })), resolve(properties) as JsonObject);
  }
  for (const [id, properties] of resourcesOf(template, 'AWS::IAM::Policy')) {
    await putPolicies(clients, id, resolve(properties) as JsonObject);
  }
  for (const [id, properties] of resourcesOf(template, 'AWS::Lambda::Function')) {
    await createFunction(clients, textOf(resolve({ Ref: id })), resolve(properties) as JsonObject, codeOf);
  }
  for (const [id, properties] of resourcesOf(template, 'AWS::StepFunctions::Activity')) {
    await clients.states.send(new CreateActivityCommand({ name: textOf(properties.Name ?? id) }));
  }
  const arns = new Map<string, string>();
  for (const { logicalId, ...machine } of machinesOf(template, place)) {
    const { stateMachineArn = '' } = await clients.states.send(new CreateStateMachineCommand(machine));
    arns.set(logicalId, stateMachineArn);
  }
  return arns;
}

async function createRole(clients: Clients, name: string, properties: JsonObject): Promise<void> {
  await clients.iam.send(
    new CreateRoleCommand({
      RoleName: name.slice(0, 64),
      AssumeRolePolicyDocument: JSON.stringify(properties.AssumeRolePolicyDocument),
    }),
  );
  for (const policy of listOf(properties.Policies)) {
    if (!isJsonObject(policy)) throw new Error('a policy of a role');
    await putPolicy(clients, name, textOf(policy.PolicyName), policy.PolicyDocument);
  }
}

async function putPolicies(clients: Clients, id: string, properties: JsonObject): Promise<void> {
  for (const role of listOf(properties.Roles)) {
    await putPolicy(clients, textOf(role), textOf(properties.PolicyName ?? id), properties.PolicyDocument);
  }
}

async function putPolicy(clients: Clients, role: string, name: string, document?: Json): Promise<void> {
  await clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: role.slice(0, 64),
      PolicyName: name,
      PolicyDocument: JSON.stringify(document),
    }),
  );
}

async function createFunction(
  clients: Clients,
  name: string,
  { Code, Handler, Runtime, Role }: JsonObject,
  codeOf: ((handler: string) => string) | undefined,
): Promise<void> {
  const handler = textOf(Handler);
  const inline = isJsonObject(Code ?? null) ? (Code as JsonObject).ZipFile : undefined;
  const code = inline === undefined ? codeOf?.(handler) : textOf(inline);
  if (code === undefined) throw new Error(`the code of ${name}`);
  const [file = 'index'] = handler.split('.');
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name.slice(0, 64),
      Handler: handler,
      Runtime: textOf(Runtime) as Runtime,
      Role: textOf(Role),
      Code: { ZipFile: zipSync({ [`${file}.js`]: strToU8(code) }) },
    }),
  );
}

function resourcesOf(template: Template, type: string): readonly (readonly [string, JsonObject])[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties] as const);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isJsonArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`a text, not ${JSON.stringify(value)}`);
  return value;
}
