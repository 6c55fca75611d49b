import { formatArn, isAccountId } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonEquals } from '../../../base/json.ts';
import type { AuditedRole, NamedDocument } from '../../../policy-generator/audit/roles.ts';
import {
  boundaryFrom,
  documentFrom,
  type GivenRoles,
  managedFrom,
  objectsIn,
  type SourcePlace,
  textOf,
  textsIn,
} from './given-roles.ts';
import { resolveIntrinsics, type TemplateValues } from './intrinsics.ts';
import { resourceArn } from './template-arns.ts';

export function isTemplate({ Resources: resources }: JsonObject): boolean {
  return isJsonObject(resources);
}

/** A resource of a template with its properties worked out. */
interface Declared {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly account: string;
}

/**
 * The roles that a CloudFormation template declares, with all policies that it hangs on them.
 *
 * A resource under a condition on the account belongs to that account. A role without a name of its own has its logical id for one.
 */
export function templateRoles(
  template: JsonObject,
  place: SourcePlace,
  parameters: ReadonlyMap<string, string>,
): GivenRoles {
  const unknown = new Set<string>();
  const declared = declaredIn(template, { place, parameters, unknown: (name) => unknown.add(name) });
  const arnOf = ({ id, type, properties, account }: Declared) =>
    resourceArn({ id, type, properties }, { ...place, account }) ?? id;
  const documents = new Map<string, Json>();
  const hung: { readonly role: string; readonly policy: NamedDocument }[] = [];
  for (const each of declared) {
    const { type, properties, id } = each;
    const document = documentFrom(properties.PolicyDocument);
    if (document === undefined) continue;
    const isManaged = type === 'AWS::IAM::ManagedPolicy';
    const arn = arnOf(each);
    if (isManaged) documents.set(arn, document);
    const name = isManaged ? arn : `inline policy ${textOf(properties.PolicyName) ?? id}`;
    const roles = [
      ...textsIn(properties.Roles),
      ...(type === 'AWS::IAM::RolePolicy' ? textsIn(properties.RoleName) : []),
    ];
    for (const role of roles) hung.push({ role, policy: { name, document } });
  }
  const roles = declared
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map((each): AuditedRole => {
      const { id, properties } = each;
      const { policies, unknown: unknownArns } = managedFrom(
        textsIn(properties.ManagedPolicyArns),
        documents,
      );
      const inline = objectsIn(properties.Policies).map(({ PolicyName, PolicyDocument }) => ({
        name: `inline policy ${textOf(PolicyName) ?? ''}`,
        document: documentFrom(PolicyDocument) ?? null,
      }));
      const boundary = boundaryFrom(textOf(properties.PermissionsBoundary), documents);
      const names = [id, textOf(properties.RoleName)];
      return {
        ...boundary,
        arn: arnOf(each),
        trustPolicy: documentFrom(properties.AssumeRolePolicyDocument),
        policies: [
          ...inline,
          ...policies,
          ...hung.filter(({ role }) => names.includes(role)).map(({ policy }) => policy),
        ],
        unknownPolicyArns: [...unknownArns, ...(boundary.unknownPolicyArns ?? [])],
      };
    });
  return { roles, problems: [...unknown].map(unknownValue) };
}

function unknownValue(name: string): string {
  return `The template does not say what ${name} is, and nothing that is named by it counts: give it with --parameter ${name}=VALUE.`;
}

interface Reading {
  readonly place: SourcePlace;
  readonly parameters: ReadonlyMap<string, string>;
  readonly unknown: (name: string) => void;
}

/** What an audit looks at; of the others only their names are needed. */
const readTypes: ReadonlySet<string> = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::ManagedPolicy',
]);

function declaredIn(template: JsonObject, reading: Reading): readonly Declared[] {
  const resources = Object.entries(isJsonObject(template.Resources) ? template.Resources : {});
  return resources.flatMap(([id, resource]): readonly Declared[] => {
    if (!isJsonObject(resource) || !readTypes.has(String(resource.Type))) return [];
    const account = accountOf(template, resource) ?? reading.place.account;
    const values = templateValues(template, { ...reading, place: { ...reading.place, account } });
    if (typeof resource.Condition === 'string' && values.condition(resource.Condition) === false) return [];
    const properties = resolveIntrinsics(resource.Properties ?? {}, values, reading.unknown);
    return [
      { id, type: String(resource.Type), properties: isJsonObject(properties) ? properties : {}, account },
    ];
  });
}

/** The account that a resource's condition asks for. */
function accountOf(template: JsonObject, { Condition: name }: JsonObject): string | undefined {
  const conditions = isJsonObject(template.Conditions) ? template.Conditions : {};
  const condition = typeof name === 'string' ? conditions[name] : undefined;
  const sides = isJsonObject(condition) ? condition['Fn::Equals'] : undefined;
  if (!isJsonArray(sides)) return undefined;
  const isOwn = sides.some((side) => isJsonObject(side) && side.Ref === 'AWS::AccountId');
  return isOwn ? textsIn(sides).find(isAccountId) : undefined;
}

function templateValues(template: JsonObject, { place, parameters, unknown }: Reading): TemplateValues {
  const part = (name: string): JsonObject => {
    const found = template[name];
    return isJsonObject(found) ? found : {};
  };
  const { partition, account, region } = place;
  const pseudo: JsonObject = {
    'AWS::Partition': partition,
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    'AWS::StackName': 'stack',
    'AWS::StackId': formatArn({
      partition,
      service: 'cloudformation',
      region,
      account,
      resource: 'stack/stack/id',
    }),
  };
  // Resources name each other; one that names itself is not known.
  const asked = new Set<string>();
  const resolved = (value: Json) => resolveIntrinsics(value, values, unknown);
  const resource = (id: string) => {
    const found = part('Resources')[id];
    if (!isJsonObject(found) || asked.has(id)) return undefined;
    asked.add(id);
    const properties = resolveIntrinsics(namesOf(found.Properties), values, () => {});
    asked.delete(id);
    return { id, type: String(found.Type), properties: isJsonObject(properties) ? properties : {} };
  };
  const values: TemplateValues = {
    ref: (name) => {
      const given = parameters.get(name) ?? pseudo[name];
      if (given !== undefined) return given;
      const parameter = part('Parameters')[name];
      if (isJsonObject(parameter)) return parameter.Default;
      const found = resource(name);
      if (found === undefined) return undefined;
      if (refsAreArns.has(found.type)) return resourceArn(found, place);
      return textOf(found.properties[nameProperties[found.type] ?? '']) ?? name;
    },
    attribute: (id, name) => {
      const found = resource(id);
      if (found === undefined || !/(^|\.)(Arn|TopicArn)$/.test(name)) return undefined;
      return resourceArn(found, place);
    },
    condition: (name) => conditionHolds(part('Conditions')[name], { part, resolved }),
    mapping: (map, key, name) => {
      const byKey = part('Mappings')[map];
      const byName = isJsonObject(byKey) ? byKey[key] : undefined;
      return isJsonObject(byName) ? byName[name] : undefined;
    },
  };
  return values;
}

/** Of a resource's properties only those that may name it. */
function namesOf(properties: Json | undefined): JsonObject {
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(Object.entries(properties).filter(([name]) => /Name$|^Path$|^Name$/.test(name)));
}

/** Resources whose Ref is their ARN. Source: CloudFormation User Guide, return values of each resource. */
const refsAreArns: ReadonlySet<string> = new Set([
  'AWS::IAM::ManagedPolicy',
  'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::StateMachine',
  'AWS::StepFunctions::Activity',
  'AWS::SNS::Topic',
  'AWS::Batch::JobQueue',
  'AWS::Batch::JobDefinition',
  'AWS::ECS::TaskDefinition',
  'AWS::SecretsManager::Secret',
]);

const nameProperties: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
};

interface Conditions {
  readonly part: (name: string) => JsonObject;
  readonly resolved: (value: Json) => Json;
}

function conditionHolds(condition: Json | undefined, conditions: Conditions): boolean | undefined {
  if (!isJsonObject(condition)) return undefined;
  const holds = (each: Json) => conditionHolds(each, conditions);
  const { Condition: name, 'Fn::Equals': sides, 'Fn::Not': not, 'Fn::And': all, 'Fn::Or': any } = condition;
  if (typeof name === 'string') return holds(conditions.part('Conditions')[name] ?? null);
  if (isJsonArray(sides)) {
    const [left = null, right = null] = sides.map(conditions.resolved);
    return jsonEquals(left, right);
  }
  if (isJsonArray(not)) {
    const inner = holds(not[0] ?? null);
    return inner === undefined ? undefined : !inner;
  }
  if (isJsonArray(all)) return all.every((each) => holds(each) !== false);
  if (isJsonArray(any)) return any.some((each) => holds(each) !== false);
  return undefined;
}
