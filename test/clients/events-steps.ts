import { type ClientStep, stepsOf } from './client-step.ts';

const events = stepsOf('events');
const arn = 'arn:aws:events:us-east-1:<account>:';
const machine = 'arn:aws:states:us-east-1:<account>:stateMachine:prepared-child';
const runner = 'arn:aws:iam::<account>:role/runner';
const orders = { EventBusName: 'orders' };
const rule = { Name: 'large-orders', ...orders };
const ruleArn = `${arn}rule/orders/large-orders`;
const busArn = `${arn}event-bus/orders`;
const pattern = JSON.stringify({ source: ['shop'], detail: { total: [{ numeric: ['>', 100] }] } });
const event = {
  id: '1',
  account: '<account>',
  source: 'shop',
  time: '2026-01-15T12:00:00Z',
  region: 'us-east-1',
  resources: [],
  'detail-type': 'Order',
  detail: { total: 101 },
};
const entry = { Source: 'shop', DetailType: 'Order', Detail: '{"total":101}', ...orders };
const missing = { refused: { code: 'ResourceNotFoundException' } } as const;
const connection = { Name: 'partner' };

function invalid(message: string): Pick<ClientStep, 'refused'> {
  return { refused: { code: 'ValidationException', message } };
}

const busSteps: readonly ClientStep[] = [
  events(
    'CreateEventBus',
    { Name: 'orders', Description: 'of the shop', Tags: [{ Key: 'team', Value: 'a' }] },
    {
      answers: { '/EventBusArn': busArn, '/Description': 'of the shop' },
    },
  ),
  events(
    'CreateEventBus',
    { Name: 'orders' },
    {
      refused: { code: 'ResourceAlreadyExistsException', message: 'Event bus orders already exists.' },
    },
  ),
  events('CreateEventBus', { Name: 'a/b' }, invalid("Event bus name must not contain '/'.")),
  events(
    'DescribeEventBus',
    {},
    {
      answers: { '/Name': 'default', '/Arn': `${arn}event-bus/default`, '/Policy': null },
    },
  ),
  events('DescribeEventBus', { Name: 'none' }, missing),
  events(
    'ListEventBuses',
    {},
    {
      answers: { '/EventBuses/0/Name': 'default', '/EventBuses/1/Name': 'orders', '/EventBuses/2': null },
    },
  ),
  events(
    'ListEventBuses',
    { Limit: 1 },
    {
      isPaged: true,
      answers: { '/EventBuses/0/Name': 'default', '/EventBuses/1': null },
      saves: { nextBus: '/NextToken' },
    },
  ),
  events(
    'ListEventBuses',
    { Limit: 1, NextToken: '<nextBus>' },
    {
      isPaged: true,
      answers: { '/EventBuses/0/Name': 'orders', '/NextToken': null },
    },
  ),
  events(
    'UpdateEventBus',
    { Name: 'orders', Description: 'all orders' },
    {
      answers: { '/Description': 'all orders', '/Arn': busArn },
    },
  ),
  events('UpdateEventBus', { Name: 'none', Description: 'x' }, missing),
  events('PutPermission', {
    ...orders,
    StatementId: 'other',
    Action: 'events:PutEvents',
    Principal: '999999999999',
  }),
  events('PutPermission', { EventBusName: 'orders', Policy: '{' }, invalid('Parameter Policy is not valid.')),
  events(
    'DescribeEventBus',
    { Name: 'orders' },
    {
      answers: {
        '/Policy': `{"Version":"2012-10-17","Statement":[{"Sid":"other","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Action":"events:PutEvents","Resource":"${busArn}"}]}`,
      },
    },
  ),
  events('RemovePermission', { ...orders, StatementId: 'nobody' }, missing),
  events('RemovePermission', { ...orders, StatementId: 'other' }),
];

const ruleSteps: readonly ClientStep[] = [
  events(
    'TestEventPattern',
    { EventPattern: pattern, Event: JSON.stringify(event) },
    {
      answers: { '/Result': true },
    },
  ),
  events(
    'TestEventPattern',
    { EventPattern: '{"source":["mail"]}', Event: JSON.stringify(event) },
    {
      answers: { '/Result': false },
    },
  ),
  events(
    'TestEventPattern',
    { EventPattern: pattern, Event: '{}' },
    invalid('Parameter Event is not valid.'),
  ),
  events(
    'TestEventPattern',
    { EventPattern: '{"source":"shop"}', Event: JSON.stringify(event) },
    {
      refused: {
        code: 'InvalidEventPatternException',
        message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
      },
    },
  ),
  events(
    'PutRule',
    { ...rule, EventPattern: pattern, Tags: [{ Key: 'team', Value: 'b' }] },
    {
      answers: { '/RuleArn': ruleArn },
    },
  ),
  events('PutRule', rule, invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.')),
  events(
    'PutRule',
    { Name: 'nightly', ScheduleExpression: 'rate(1 minutes)' },
    invalid('Parameter ScheduleExpression is not valid.'),
  ),
  events(
    'PutRule',
    { ...rule, EventPattern: '{"source":[]}' },
    {
      refused: { code: 'InvalidEventPatternException' },
    },
  ),
  events('PutRule', { Name: 'lost', EventBusName: 'none', EventPattern: pattern }, missing),
  events(
    'PutRule',
    { Name: 'nightly', ScheduleExpression: 'cron(0 3 * * ? *)', State: 'DISABLED' },
    {
      answers: { '/RuleArn': `${arn}rule/nightly` },
    },
  ),
  events('DescribeRule', rule, {
    answers: {
      '/Arn': ruleArn,
      '/EventPattern': pattern,
      '/State': 'ENABLED',
      '/EventBusName': 'orders',
      '/CreatedBy': '<account>',
      '/ManagedBy': null,
    },
  }),
  events('DescribeRule', { Name: 'none' }, missing),
  events('ListRules', {}, { answers: { '/Rules/0/Name': 'nightly', '/Rules/1': null } }),
  events('ListRules', { EventBusName: 'none' }, missing),
  events('DisableRule', rule),
  events('DescribeRule', rule, { answers: { '/State': 'DISABLED' } }),
  events('EnableRule', rule),
  events('EnableRule', { Name: 'none' }, missing),
  events('DisableRule', { Name: 'none' }, missing),
  events(
    'ListTagsForResource',
    { ResourceARN: ruleArn },
    {
      answers: { '/Tags': [{ Key: 'team', Value: 'b' }] },
    },
  ),
  events('TagResource', { ResourceARN: busArn, Tags: [{ Key: 'stage', Value: 'test' }] }),
  events(
    'ListTagsForResource',
    { ResourceARN: busArn },
    {
      answers: {
        '/Tags': [
          { Key: 'team', Value: 'a' },
          { Key: 'stage', Value: 'test' },
        ],
      },
    },
  ),
  events('UntagResource', { ResourceARN: busArn, TagKeys: ['team'] }),
  events('TagResource', { ResourceARN: `${arn}rule/none`, Tags: [{ Key: 'a', Value: 'b' }] }, missing),
  events('UntagResource', { ResourceARN: `${arn}rule/none`, TagKeys: ['a'] }, missing),
  events('ListTagsForResource', { ResourceARN: `${arn}event-bus/none` }, missing),
];

const target = { Id: 'start', Arn: machine, RoleArn: runner };

const targetSteps: readonly ClientStep[] = [
  events(
    'PutTargets',
    { Rule: 'large-orders', ...orders, Targets: [{ ...target, InputPath: '$.detail' }] },
    {
      answers: { '/FailedEntryCount': 0 },
    },
  ),
  events(
    'PutTargets',
    { Rule: 'large-orders', ...orders, Targets: [{ Id: 'start', Arn: machine }] },
    invalid(`RoleArn is required for target ${machine}.`),
  ),
  events(
    'PutTargets',
    {
      Rule: 'large-orders',
      ...orders,
      Targets: [{ Id: 'stream', Arn: 'arn:aws:kinesis:us-east-1:<account>:stream/clicks' }],
    },
    invalid('Target arn:aws:kinesis:us-east-1:<account>:stream/clicks is not supported by this server'),
  ),
  events(
    'PutTargets',
    { Rule: 'large-orders', ...orders, Targets: [{ ...target, Input: '{' }] },
    invalid('JSON syntax error in input for target start.'),
  ),
  events('PutTargets', { Rule: 'none', Targets: [target] }, missing),
  events(
    'ListTargetsByRule',
    { Rule: 'large-orders', ...orders },
    {
      answers: {
        '/Targets': [{ Id: 'start', Arn: machine, RoleArn: runner, InputPath: '$.detail' }],
      },
    },
  ),
  events('ListTargetsByRule', { Rule: 'none' }, missing),
  events(
    'ListRuleNamesByTarget',
    { TargetArn: machine, ...orders },
    {
      answers: { '/RuleNames': ['large-orders'] },
    },
  ),
  events('ListRuleNamesByTarget', { TargetArn: machine, EventBusName: 'none' }, missing),
  events(
    'PutEvents',
    {
      Entries: [
        entry,
        { ...entry, Detail: '[]' },
        { ...entry, Source: 'aws.shop' },
        { Source: 'shop', Detail: '{}' },
      ],
    },
    {
      answers: {
        '/FailedEntryCount': 3,
        '/Entries/0/ErrorCode': null,
        '/Entries/1/ErrorCode': 'MalformedDetail',
        '/Entries/2/ErrorCode': 'NotAuthorizedForSource',
        '/Entries/3/ErrorCode': 'InvalidArgument',
        '/Entries/3/ErrorMessage':
          'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      },
    },
  ),
  events(
    'PutEvents',
    { Entries: [{ ...entry, Detail: JSON.stringify({ text: 'a'.repeat(1024 * 1024) }) }] },
    invalid('Total size of the entries in the request is over the limit.'),
  ),
  events('DeleteRule', rule, invalid("Rule can't be deleted since it has targets.")),
  events(
    'RemoveTargets',
    { Rule: 'large-orders', ...orders, Ids: ['start', 'gone'] },
    {
      answers: { '/FailedEntryCount': 1, '/FailedEntries/0/TargetId': 'gone' },
    },
  ),
  events('RemoveTargets', { Rule: 'none', Ids: ['start'] }, missing),
  events('DeleteEventBus', { Name: 'orders' }, invalid("Event bus can't be deleted since it has rules.")),
  events('DeleteRule', rule),
  events('DeleteRule', rule),
  events('DeleteRule', { Name: 'none', EventBusName: 'none' }, missing),
  events('DeleteRule', { Name: 'nightly' }),
  events('DeleteEventBus', { Name: 'orders' }),
  events('DeleteEventBus', { Name: 'default' }, invalid('Cannot delete event bus default.')),
];

const connectionSteps: readonly ClientStep[] = [
  events(
    'CreateConnection',
    {
      ...connection,
      AuthorizationType: 'BASIC',
      AuthParameters: {
        BasicAuthParameters: { Username: 'ada', Password: 'secret' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'x-shown', Value: 'yes', IsValueSecret: false },
            { Key: 'x-hidden', Value: 'no', IsValueSecret: true },
          ],
        },
      },
    },
    { answers: { '/ConnectionState': 'AUTHORIZED' }, saves: { connectionArn: '/ConnectionArn' } },
  ),
  events(
    'CreateConnection',
    {
      ...connection,
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'key', ApiKeyValue: 'secret' } },
    },
    { refused: { code: 'ResourceAlreadyExistsException' } },
  ),
  events(
    'CreateConnection',
    {
      Name: 'mixed',
      AuthorizationType: 'API_KEY',
      AuthParameters: { BasicAuthParameters: { Username: 'ada', Password: 'secret' } },
    },
    invalid('AuthParameters for the authorization type API_KEY must be ApiKeyAuthParameters.'),
  ),
  events('DescribeConnection', connection, {
    answers: {
      '/ConnectionArn': '<connectionArn>',
      '/AuthorizationType': 'BASIC',
      '/AuthParameters': {
        BasicAuthParameters: { Username: 'ada' },
        InvocationHttpParameters: {
          HeaderParameters: [
            { Key: 'x-shown', Value: 'yes', IsValueSecret: false },
            { Key: 'x-hidden', IsValueSecret: true },
          ],
        },
      },
    },
  }),
  events('DescribeConnection', { Name: 'none' }, missing),
  events(
    'UpdateConnection',
    {
      ...connection,
      Description: 'of the partner',
      AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
      AuthParameters: {
        OAuthParameters: {
          AuthorizationEndpoint: 'https://example.com/token',
          HttpMethod: 'POST',
          ClientParameters: { ClientID: 'id', ClientSecret: 'secret' },
        },
      },
    },
    { answers: { '/ConnectionArn': '<connectionArn>' } },
  ),
  events('UpdateConnection', { Name: 'none' }, missing),
  events(
    'ListConnections',
    {},
    {
      answers: {
        '/Connections/0/Name': 'partner',
        '/Connections/0/AuthorizationType': 'OAUTH_CLIENT_CREDENTIALS',
        '/Connections/1': null,
      },
    },
  ),
  events('DeleteConnection', connection, { answers: { '/ConnectionState': 'DELETING' } }),
  events('DeleteConnection', connection, missing),
];

/** EventBridge, every operation with what it takes and what it refuses. */
export const eventsSteps: readonly ClientStep[] = [
  ...busSteps,
  ...ruleSteps,
  ...targetSteps,
  ...connectionSteps,
];
