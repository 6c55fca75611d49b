import type { TaskCall } from './calls.ts';
import { hasField, onlyAtRunTime } from './field.ts';
import { type Foreseen, unknown } from './foreseen.ts';
import { namedResources, type ResourceForm } from './named-resource.ts';
import type { Need, Needs, Remark } from './need.ts';
import type { Condition } from './policy.ts';
import { patternsOf } from './resource-parameters.ts';

/**
 * `iam:PassRole` for the roles that a call hands to a service: those in parameters that are named after roles, wherever in
 * the parameters they stand.
 *
 * Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 */
export function passedRoles(call: TaskCall, prefix: string, action: string): Needs {
  if (neverPass.has(prefix) || /^(?:describe|get|list|assume)/.test(action))
    return { needs: [], remarks: [] };
  const found = rolesWithin(call.parameters, []);
  // These name the roles that they hand over by other resources.
  if (prefix === 'ecs' && /^(?:runTask|startTask)$/.test(action))
    found.push({ field: 'TaskDefinition', value: unknown });
  if (prefix === 'ec2' && hasField(call, 'IamInstanceProfile'))
    found.push({ field: 'IamInstanceProfile', value: unknown });
  const needs: Need[] = [];
  const remarks: Remark[] = [];
  const principal = principals.get(prefix);
  for (const { field, value } of found) {
    const patterns = patternsOf(value);
    const text: Foreseen = patterns === undefined ? value : { kind: 'Text', patterns };
    const resources = patterns?.length === 0 ? undefined : namedResources(text, role, call.place);
    if (resources === undefined) remarks.push(onlyAtRunTime(call, field));
    if (principal === undefined) remarks.push(unknownService(call, field));
    needs.push({
      group: 'pass-role',
      actions: ['iam:PassRole'],
      resources: resources ?? [`arn:${call.place.partition}:iam::${call.place.account}:role/*`],
      condition: principal === undefined ? undefined : passedTo(principal),
    });
  }
  return { needs, remarks };
}

function passedTo(service: string): Condition {
  return { StringEquals: { 'iam:PassedToService': [service] } };
}

function unknownService({ path, parametersField }: TaskCall, field: string): Remark {
  return {
    path: [path, parametersField, ...field.split('.')].join('/'),
    message: `Which service the role is handed to is not known here, so iam:PassRole has no condition. Add iam:PassedToService with that service.`,
  };
}

/** A role is always of the account that hands it to a service. */
const role: ResourceForm = { service: 'iam', resource: (name) => `role/${name}`, omits: ['region'] };

interface PassedRole {
  /** The names on the way to it, with dots. */
  readonly field: string;
  readonly value: Foreseen;
}

/** Names of parameters that hold a role for a service to act as. */
const roleName = /(?:^|[a-z])(?:Role(?:Arn|ARN|Arns|ARNs)?|IamRoles)$/;

/** Parameters named after roles in another sense. */
const otherRoles =
  /^(?:ChannelRole|ChannelRoleArn|GrafanaRole|KeyRole|UserRole|UseServiceLinkedRole|V2BotRole)$/;

/** Their roles are assumed, managed, or no roles of IAM's. */
const neverPass = new Set([
  'chime',
  'cognito-identity',
  'grafana',
  'iam',
  'identitystore',
  'license-manager',
  'neptune-db',
  'quicksight',
  'repostspace',
  'rolesanywhere',
  'sts',
  'workmail',
]);

function rolesWithin(value: Foreseen, names: readonly string[]): PassedRole[] {
  if (value.kind === 'Array') return value.items.flatMap((item) => rolesWithin(item, names));
  if (value.kind !== 'Object') return [];
  return [...value.members].flatMap(([name, member]) => {
    if (/^(?:Input|Payload|Item|Body|Document|ExpressionAttributeValues|TemplateBody)$/.test(name)) return [];
    const isRole = roleName.test(name) && !otherRoles.test(name) && member.kind !== 'Object';
    if (isRole) return [{ field: [...names, name].join('.'), value: member }];
    return rolesWithin(member, [...names, name]);
  });
}

/** Which service acts as the roles that are handed to it, by the prefix of its actions. */
const principals: ReadonlyMap<string, string> = new Map([
  ...`appflow appsync athena backup bedrock bedrock-agentcore cloudformation cloudtrail codebuild codedeploy codepipeline comprehend
    config databrew datasync dlm ec2 eks emr-containers emr-serverless events firehose forecast glue imagebuilder iot lambda
    mediaconvert medialive omics personalize pipes redshift rekognition sagemaker scheduler ssm states textract
    transcribe transfer translate`
    .split(/\s+/)
    .map((prefix): [string, string] => [prefix, `${prefix}.amazonaws.com`]),
  ['ecs', 'ecs-tasks.amazonaws.com'],
  ['kinesisanalytics', 'kinesisanalytics.amazonaws.com'],
  ['synthetics', 'lambda.amazonaws.com'],
]);
