import type { TaskCall } from '../../calls.ts';
import { fieldValue, hasField } from '../../field.ts';
import { exactText, foreseenLiteral, itemsOf, memberOf } from '../../foreseen.ts';
import { apiResource } from '../../integrations/apigateway.ts';
import { eventBus } from '../../integrations/events.ts';
import { queueArn } from '../../integrations/sqs.ts';
import { namedResources } from '../../named-resource.ts';
import {
  type ConsoleTemplate,
  eventsStatement,
  here,
  passRole,
  type ReadName,
  statement,
  syncStatement,
} from '../console-template.ts';
import { arn, roles, text } from '../read-name.ts';

/** A message to a phone or an endpoint goes to no topic. */
const topics: ReadName = (call: TaskCall) =>
  hasField(call, 'TargetArn') || hasField(call, 'PhoneNumber')
    ? undefined
    : arn('TopicArn', { service: 'sns', resource: (name) => name })(call);

const buses: ReadName = (call) => {
  const found = itemsOf(fieldValue(call, 'Entries'))?.map((entry) => {
    const bus = memberOf(entry, 'EventBusName');
    return namedResources(bus.kind === 'Absent' ? foreseenLiteral('default') : bus, eventBus, call.place);
  });
  if (found === undefined || found.includes(undefined)) return undefined;
  return found.flatMap((resources) => resources ?? []);
};

const machine = arn('StateMachineArn', {
  service: 'states',
  resource: (name) => `stateMachine:${name}`,
});

/** The executions of a machine have its name without a qualifier. */
const executions: ReadName = (call) =>
  machine(call)?.map((found) => found.replace(/:stateMachine:([^:]*).*$/, ':execution:$1:*'));

const nestedEvents = eventsStatement('StepFunctionsGetEventsForStepFunctionsExecutionRule');
const nestedActions = ['states:DescribeExecution', 'states:StopExecution'];

/** The console grants all of an endpoint's host. */
const endpoints: ReadName = (call) => {
  const [, origin] = /^(https?:\/\/[^/?#]+)/.exec(exactText(fieldValue(call, 'ApiEndpoint')) ?? '') ?? [];
  return origin === undefined ? undefined : [`${origin}/*`];
};

const connections: ReadName = (call) =>
  text(`${hasField(call, 'Authentication') ? 'Authentication' : 'InvocationConfig'}.ConnectionArn`)(call);

const secrets = statement(
  ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
  'arn:{partition}:secretsmanager:*:*:secret:events!connection/*',
);

const api: ReadName = (call) => {
  const { resource, remarks } = apiResource(call);
  return remarks.length > 0 ? undefined : [resource];
};

/** The API is called as the role only with this kind of authentication. */
function isCalledAsRole(call: TaskCall): boolean {
  const authType = fieldValue(call, 'AuthType');
  return authType.kind !== 'Absent' && !['NO_AUTH', 'RESOURCE_POLICY'].includes(exactText(authType) ?? '');
}

export const applicationTemplates: Readonly<Record<string, ConsoleTemplate>> = {
  'sns:publish': {
    names: { topic: topics },
    found: [statement('sns:Publish', '{topic}')],
    any: [statement('sns:Publish', '*')],
  },
  'sqs:sendMessage': {
    names: { queue: arn('QueueUrl', queueArn) },
    found: [statement('sqs:SendMessage', '{queue}')],
    any: [statement('sqs:SendMessage', '*')],
  },
  'events:putEvents': {
    names: { bus: buses },
    found: [statement('events:PutEvents', '{bus}')],
    any: [statement('events:PutEvents', 'arn:{partition}:events:*:*:event-bus/*')],
  },
  'states:startExecution': {
    names: { machine, executions },
    found: [
      statement('states:StartExecution', '{machine}'),
      syncStatement(nestedActions, '{executions}'),
      nestedEvents,
    ],
    any: [statement('states:StartExecution', '*'), syncStatement(nestedActions, '*'), nestedEvents],
  },
  'apigateway:invoke': {
    names: { api },
    found: [statement('execute-api:Invoke', here('execute-api', '{api}'))],
    any: [statement('execute-api:Invoke', here('execute-api', '*'))],
    applies: isCalledAsRole,
  },
  'http:invoke': {
    names: { method: text('Method'), endpoint: endpoints, connection: connections },
    found: [
      statement('states:InvokeHTTPEndpoint', '{machine}', {
        condition: {
          StringEquals: { 'states:HTTPMethod': ['{method}'] },
          StringLike: { 'states:HTTPEndpoint': ['{endpoint}'] },
        },
      }),
      statement('events:RetrieveConnectionCredentials', '{connection}'),
      secrets,
    ],
    any: [
      statement('states:InvokeHTTPEndpoint', '*'),
      statement('events:RetrieveConnectionCredentials', '*'),
      secrets,
    ],
  },
  'mediaconvert:createJob': {
    others: { roleArn: roles('Role') },
    any: [
      statement(
        'mediaconvert:CreateJob',
        ['queues/*', 'jobTemplates/*', 'presets/*'].map((resource) => here('mediaconvert', resource)),
      ),
      syncStatement(['mediaconvert:GetJob', 'mediaconvert:CancelJob'], here('mediaconvert', 'jobs/*'), {
        StringEquals: { 'aws:ResourceTag/ManagedByService': ['AWSStepFunctions'] },
      }),
      passRole('mediaconvert'),
      eventsStatement('StepFunctionsGetEventsForMediaConvertJobRule'),
    ],
  },
};
