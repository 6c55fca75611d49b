import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Chance } from './chance.ts';

const role = 'arn:aws:iam::111122223333:role/';

/** What fields of integrations are called, and what they may hold when they are written out. */
const values: Readonly<Record<string, readonly Json[]>> = {
  FunctionName: [
    'work',
    'work:live',
    '444455556666:function:far',
    'arn:aws:lambda:us-east-1:111122223333:function:work',
  ],
  Qualifier: ['live', '7'],
  TopicArn: ['arn:aws:sns:us-east-1:111122223333:orders', 'arn:aws:sns:us-east-1:111122223333:bills'],
  QueueUrl: ['https://sqs.us-east-1.amazonaws.com/111122223333/orders'],
  StateMachineArn: [
    'arn:aws:states:us-east-1:111122223333:stateMachine:Child',
    'arn:aws:states:us-east-1:111122223333:stateMachine:Child:live',
  ],
  JobQueue: ['queue', 'arn:aws:batch:us-east-1:111122223333:job-queue/queue'],
  JobDefinition: ['definition', 'arn:aws:batch:us-east-1:111122223333:job-definition/definition:3'],
  TableName: ['orders', 'arn:aws:dynamodb:us-east-1:111122223333:table/orders'],
  TaskDefinition: ['web', 'web:3', 'arn:aws:ecs:us-east-1:111122223333:task-definition/web'],
  Cluster: ['main', 'arn:aws:ecs:us-east-1:111122223333:cluster/main'],
  JobName: ['job', 'nightly*'],
  Name: ['job'],
  TrainingJobName: ['training'],
  TransformJobName: ['transform'],
  ModelName: ['model'],
  RoleArn: [`${role}Passed`, `${role}path/Passed`],
  ExecutionRoleArn: [`${role}Passed`],
  ClusterId: ['j-1'],
  VirtualClusterId: ['vc1'],
  ApplicationId: ['app1'],
  ProjectName: ['web'],
  QueryString: ['SELECT 1'],
  WorkGroup: ['primary'],
  ModelId: ['anthropic.claude-v2'],
  Bucket: ['orders', 'bills'],
  Key: ['in.csv', 'a/b.json'],
  Entries: [[{ EventBusName: 'bus', Detail: {}, DetailType: 'd', Source: 's' }]],
  Role: [`${role}Passed`],
  ApiEndpoint: ['https://example.com/orders', '1a2b.execute-api.us-east-1.amazonaws.com'],
  Method: ['GET'],
  Authentication: [{ ConnectionArn: 'arn:aws:events:us-east-1:111122223333:connection/api/1' }],
  Tags: [[{ Key: 'k', Value: 'v' }]],
  SecretId: ['arn:aws:secretsmanager:us-east-1:111122223333:secret:db-a1b2c3'],
};

/** Integrations with the patterns they are used in, and fields that say what they are about. */
const tasks: readonly (readonly [
  resource: string,
  suffixes: readonly string[],
  fields: readonly string[],
])[] = [
  ['lambda:invoke', ['', '.waitForTaskToken'], ['FunctionName', 'Qualifier']],
  ['sns:publish', [''], ['TopicArn']],
  ['sqs:sendMessage', ['', '.waitForTaskToken'], ['QueueUrl']],
  ['states:startExecution', ['', '.sync', '.sync:2', '.waitForTaskToken'], ['StateMachineArn']],
  ['batch:submitJob', ['', '.sync'], ['JobQueue', 'JobDefinition', 'Tags']],
  ['dynamodb:getItem', [''], ['TableName']],
  ['dynamodb:putItem', [''], ['TableName']],
  ['ecs:runTask', ['', '.sync'], ['TaskDefinition', 'Cluster', 'Tags']],
  ['glue:startJobRun', ['', '.sync'], ['JobName']],
  ['databrew:startJobRun', ['', '.sync'], ['Name']],
  ['sagemaker:createTrainingJob', ['', '.sync'], ['TrainingJobName', 'RoleArn', 'Tags']],
  ['sagemaker:createTransformJob', ['', '.sync'], ['TransformJobName', 'ModelName']],
  ['elasticmapreduce:addStep', ['', '.sync'], ['ClusterId']],
  ['elasticmapreduce:terminateCluster', ['', '.sync'], ['ClusterId']],
  ['emr-containers:startJobRun', ['', '.sync'], ['VirtualClusterId', 'ExecutionRoleArn']],
  ['emr-serverless:startJobRun', ['', '.sync'], ['ApplicationId', 'ExecutionRoleArn']],
  ['codebuild:startBuild', ['', '.sync'], ['ProjectName']],
  ['athena:startQueryExecution', ['', '.sync'], ['QueryString', 'WorkGroup']],
  ['events:putEvents', ['', '.waitForTaskToken'], ['Entries']],
  ['mediaconvert:createJob', ['', '.sync'], ['Role']],
  ['bedrock:invokeModel', [''], ['ModelId']],
  ['http:invoke', [''], ['ApiEndpoint', 'Method', 'Authentication']],
  ['eks:runJob', ['', '.sync'], ['ClusterName']],
  ['aws-sdk:s3:getObject', [''], ['Bucket', 'Key']],
  ['aws-sdk:s3:listBuckets', [''], []],
  ['aws-sdk:sqs:deleteMessage', [''], ['QueueUrl']],
  ['aws-sdk:secretsmanager:getSecretValue', [''], ['SecretId']],
  ['aws-sdk:sfn:startSyncExecution', [''], ['StateMachineArn']],
];

/** A valid machine in JSONPath or JSONata whose Tasks call many services, with parameters that are written out and that are not. */
export function randomTasks(chance: Chance): JsonObject {
  const isJsonata = chance.once(2);
  const names = new Set<string>();
  return {
    ...(isJsonata && { QueryLanguage: 'JSONata' }),
    ...block({ ...chance, isJsonata, isExpress: false, names }, 0),
  };
}

interface Words extends Chance {
  readonly isJsonata: boolean;
  /** Whether the states run as an Express workflow, which waits for nothing. */
  readonly isExpress: boolean;
  readonly names: Set<string>;
}

const depthMax = 2;

function block(words: Words, depth: number): JsonObject {
  const names = Array.from({ length: 1 + words.below(4) }, () => {
    const name = `S${words.names.size}`;
    words.names.add(name);
    return name;
  });
  const states = names.map((name, index): [string, Json] => {
    const next = names[index + 1];
    return [name, { ...state(words, depth), ...(next === undefined ? { End: true } : { Next: next }) }];
  });
  return { StartAt: names[0] ?? '', States: Object.fromEntries(states) };
}

function state(words: Words, depth: number): JsonObject {
  if (depth >= depthMax || !words.once(5)) return task(words);
  if (words.once(2))
    return { Type: 'Parallel', Branches: [block(words, depth + 1), block(words, depth + 1)] };
  const Mode = words.isExpress ? 'INLINE' : words.pick(['INLINE', 'DISTRIBUTED']);
  const isExpress = words.isExpress || (Mode === 'DISTRIBUTED' && words.once(2));
  const config = Mode === 'INLINE' ? { Mode } : { Mode, ExecutionType: isExpress ? 'EXPRESS' : 'STANDARD' };
  return {
    Type: 'Map',
    ...(Mode === 'DISTRIBUTED' && words.once(2) && { Label: `Label${words.names.size}` }),
    ...(Mode === 'DISTRIBUTED' && words.once(2) && storage(words)),
    ItemProcessor: { ProcessorConfig: config, ...block({ ...words, isExpress }, depth + 1) },
  };
}

/** Where a distributed Map reads its items and writes its results. */
function storage(words: Words): JsonObject {
  const field = words.isJsonata ? 'Arguments' : 'Parameters';
  const isListed = words.once(2);
  const ItemReader = {
    Resource: `arn:aws:states:::s3:${isListed ? 'listObjectsV2' : 'getObject'}`,
    ...(!isListed && { ReaderConfig: { InputType: 'JSON' } }),
    [field]: parameters(words, isListed ? ['Bucket'] : ['Bucket', 'Key']),
  };
  const ResultWriter = {
    Resource: 'arn:aws:states:::s3:putObject',
    [field]: { Bucket: 'results', Prefix: 'out' },
  };
  return { ItemReader, ...(words.once(2) && { ResultWriter }) };
}

function task(words: Words): JsonObject {
  const [resource, suffixes, fields] = words.pick(tasks);
  return {
    Type: 'Task',
    Resource: `arn:aws:states:::${resource}${words.isExpress ? '' : words.pick(suffixes)}`,
    [words.isJsonata ? 'Arguments' : 'Parameters']: parameters(words, fields),
    ...(words.once(4) && { Credentials: credentials(words) }),
  };
}

function credentials(words: Words): JsonObject {
  const [account, name] = [
    words.pick(['444455556666', '777788889999', '111122223333']),
    words.pick(['Target', 'path/Other']),
  ];
  if (!words.once(4)) return { RoleArn: `arn:aws:iam::${account}:role/${name}` };
  return member(words, 'RoleArn', `arn:aws:iam::${account}:role/${name}`);
}

/** Every field most of the time, since what is left out is not known either. */
function parameters(words: Words, fields: readonly string[]): JsonObject {
  const named = fields.filter(() => !words.once(8));
  return Object.assign({}, ...named.map((field) => given(words, field))) as JsonObject;
}

function given(words: Words, field: string): JsonObject {
  const value = words.pick(values[field] ?? ['value']);
  return words.once(3) && typeof value === 'string' ? member(words, field, value) : { [field]: value };
}

/** `field` with a value of which a definition says its beginning, or nothing. */
function member(words: Words, field: string, value: string): JsonObject {
  const lead = value.slice(0, words.pick([0, Math.ceil(value.length / 2), value.length]));
  if (words.isJsonata) {
    return { [field]: words.once(2) ? '{% $states.input.name %}' : `{% '${lead}' & $states.input.name %}` };
  }
  return { [`${field}.$`]: words.once(2) ? '$.name' : `States.Format('${lead}{}', $.name)` };
}
