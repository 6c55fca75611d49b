import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';

interface ArnForm {
  readonly service: string;
  /** The property with its name; a resource without one is called by its logical id here. */
  readonly nameProperty: string;
  readonly resource: (name: string, properties: JsonObject) => string;
  readonly omits?: readonly ('region' | 'account')[];
}

function form(service: string, nameProperty: string, lead: string): ArnForm {
  return { service, nameProperty, resource: (name) => `${lead}${name}` };
}

function iam(nameProperty: string, type: string): ArnForm {
  const resource = (name: string, { Path: path }: JsonObject) =>
    `${type}${typeof path === 'string' && path.startsWith('/') ? path : '/'}${name}`;
  return { service: 'iam', nameProperty, resource, omits: ['region'] };
}

/** By the types of CloudFormation, resources that policies of state machines name. */
const forms: Readonly<Record<string, ArnForm>> = {
  'AWS::IAM::Role': iam('RoleName', 'role'),
  'AWS::IAM::ManagedPolicy': iam('ManagedPolicyName', 'policy'),
  'AWS::Lambda::Function': form('lambda', 'FunctionName', 'function:'),
  'AWS::Serverless::Function': form('lambda', 'FunctionName', 'function:'),
  'AWS::StepFunctions::StateMachine': form('states', 'StateMachineName', 'stateMachine:'),
  'AWS::Serverless::StateMachine': form('states', 'Name', 'stateMachine:'),
  'AWS::StepFunctions::Activity': form('states', 'Name', 'activity:'),
  'AWS::SNS::Topic': form('sns', 'TopicName', ''),
  'AWS::SQS::Queue': form('sqs', 'QueueName', ''),
  'AWS::DynamoDB::Table': form('dynamodb', 'TableName', 'table/'),
  'AWS::Events::EventBus': form('events', 'Name', 'event-bus/'),
  'AWS::Batch::JobQueue': form('batch', 'JobQueueName', 'job-queue/'),
  'AWS::Batch::JobDefinition': form('batch', 'JobDefinitionName', 'job-definition/'),
  'AWS::ECS::Cluster': form('ecs', 'ClusterName', 'cluster/'),
  'AWS::ECS::TaskDefinition': form('ecs', 'Family', 'task-definition/'),
  'AWS::CodeBuild::Project': form('codebuild', 'Name', 'project/'),
  'AWS::SecretsManager::Secret': form('secretsmanager', 'Name', 'secret:'),
  'AWS::S3::Bucket': { ...form('s3', 'BucketName', ''), omits: ['region', 'account'] },
};

/** The ARN that a template's resource gets, as far as that follows from the template; undefined for types that are not known here. */
export function resourceArn(
  { id, type, properties }: { readonly id: string; readonly type: string; readonly properties: JsonObject },
  { partition, region, account }: Place,
): Arn | undefined {
  const known = forms[type];
  if (known === undefined) return undefined;
  const { service, nameProperty, resource, omits = [] } = known;
  const name = properties[nameProperty];
  return formatArn({
    partition,
    service,
    region: omits.includes('region') ? '' : region,
    account: omits.includes('account') ? '' : account,
    resource: resource(typeof name === 'string' ? name : id, properties),
  });
}
