// A CDK application: prints the CloudFormation templates of its stacks as JSON, by stack name.
// Usage: node app.mjs PACKAGES OUTPUT, where PACKAGES is the folder whose node_modules has the CDK.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, outdir] = process.argv.slice(2);
const require = createRequire(join(packages, 'package.json'));
const { App, Duration, Size, Stack } = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const bedrock = require('aws-cdk-lib/aws-bedrock');
const codebuild = require('aws-cdk-lib/aws-codebuild');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const eks = require('aws-cdk-lib/aws-eks');
const events = require('aws-cdk-lib/aws-events');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const s3 = require('aws-cdk-lib/aws-s3');
const sns = require('aws-cdk-lib/aws-sns');
const sqs = require('aws-cdk-lib/aws-sqs');
const sfn = require('aws-cdk-lib/aws-stepfunctions');
const tasks = require('aws-cdk-lib/aws-stepfunctions-tasks');

const { DefinitionBody, IntegrationPattern, JsonPath, QueryLanguage, TaskInput } = sfn;
const { RUN_JOB, WAIT_FOR_TASK_TOKEN } = IntegrationPattern;

const app = new App({ outdir, analyticsReporting: false });
everyTask(new Stack(app, 'EveryTask'));
everyState(new Stack(app, 'EveryState'));
runnable(new Stack(app, 'Runnable'));
const assembly = app.synth();
process.stdout.write(
  JSON.stringify(Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template]))),
);

/** One machine for each task class, query language and pattern. */
function everyTask(stack) {
  const handler = inlineFunction(stack, 'Handler', 'async () => 1');
  const queue = new sqs.Queue(stack, 'Queue');
  const topic = new sns.Topic(stack, 'Topic');
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  });
  const bucket = new s3.Bucket(stack, 'Bucket');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const ecsCluster = new ecs.Cluster(stack, 'EcsCluster', { vpc });
  const taskDefinition = new ecs.TaskDefinition(stack, 'TaskDefinition', {
    compatibility: ecs.Compatibility.FARGATE,
    cpu: '256',
    memoryMiB: '512',
  });
  const containerDefinition = taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox'),
  });
  const project = new codebuild.Project(stack, 'Project', {
    buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }),
  });
  const child = new sfn.StateMachine(stack, 'Child', {
    definitionBody: DefinitionBody.fromChainable(new sfn.Pass(stack, 'ChildPass')),
  });
  const activity = new sfn.Activity(stack, 'Activity');
  const restApi = new apigateway.RestApi(stack, 'RestApi');
  restApi.root.addMethod('ANY');
  const connection = new events.Connection(stack, 'Connection', {
    authorization: events.Authorization.basic('user', { unsafeUnwrap: () => 'x', resolve: () => 'x' }),
  });
  const role = new iam.Role(stack, 'JobRole', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
  });
  const eksCluster = eks.Cluster.fromClusterAttributes(stack, 'EksCluster', {
    clusterName: 'cluster',
    clusterEndpoint: 'https://cluster.example.com',
    clusterCertificateAuthorityData: 'Y2E=',
  });
  const model = bedrock.FoundationModel.fromFoundationModelId(
    stack,
    'Model',
    bedrock.FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2,
  );
  const key = { id: tasks.DynamoAttributeValue.fromString('1') };
  const token = (language) =>
    language === QueryLanguage.JSONATA ? '{% $states.context.Task.Token %}' : JsonPath.taskToken;

  /** By class: its properties, once for each pattern worth trying; a function is given the query language. */
  const properties = {
    LambdaInvoke: [
      { lambdaFunction: handler },
      { lambdaFunction: handler, payload: TaskInput.fromObject({ a: 1 }), retryOnServiceExceptions: false },
      (language) => ({
        lambdaFunction: handler,
        payload: TaskInput.fromObject({ token: token(language) }),
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    ],
    SqsSendMessage: [
      { queue, messageBody: TaskInput.fromText('text'), delay: Duration.seconds(1) },
      (language) => ({
        queue,
        messageBody: TaskInput.fromObject({ token: token(language) }),
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    ],
    SnsPublish: [
      {
        topic,
        message: TaskInput.fromText('text'),
        subject: 'subject',
        messageAttributes: { colour: { value: 'red' } },
      },
      (language) => ({
        topic,
        message: TaskInput.fromObject({ token: token(language) }),
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    ],
    DynamoGetItem: [{ table, key, consistentRead: true }],
    DynamoPutItem: [{ table, item: key, conditionExpression: 'attribute_not_exists(id)' }],
    DynamoUpdateItem: [
      {
        table,
        key,
        updateExpression: 'SET n = :n',
        expressionAttributeValues: { ':n': tasks.DynamoAttributeValue.fromNumber(1) },
      },
    ],
    DynamoDeleteItem: [{ table, key }],
    EcsRunTask: [undefined, RUN_JOB].map((integrationPattern) => ({
      cluster: ecsCluster,
      taskDefinition,
      launchTarget: new tasks.EcsFargateLaunchTarget(),
      containerOverrides: [{ containerDefinition, environment: [{ name: 'A', value: 'b' }] }],
      propagatedTagSource: ecs.PropagatedTagSource.TASK_DEFINITION,
      ...(integrationPattern && { integrationPattern }),
    })),
    BatchSubmitJob: [
      {
        jobDefinitionArn: 'arn:aws:batch:us-east-1:111111111111:job-definition/d:1',
        jobQueueArn: 'arn:aws:batch:us-east-1:111111111111:job-queue/q',
        jobName: 'job',
        arraySize: 2,
        attempts: 3,
        containerOverrides: {
          command: ['ls'],
          environment: { A: 'b' },
          memory: Size.mebibytes(512),
          vcpus: 1,
        },
        payload: TaskInput.fromObject({ a: 'b' }),
        taskTimeout: sfn.Timeout.duration(Duration.minutes(5)),
      },
    ],
    GlueStartJobRun: [
      { glueJobName: 'job' },
      {
        glueJobName: 'job',
        arguments: TaskInput.fromObject({ '--key': 'value' }),
        integrationPattern: RUN_JOB,
        workerConfiguration: { workerTypeV2: tasks.WorkerTypeV2.G_1X, numberOfWorkers: 2 },
      },
    ],
    GlueStartCrawlerRun: [{ crawlerName: 'crawler' }],
    GlueDataBrewStartJobRun: [{ name: 'job' }, { name: 'job', integrationPattern: RUN_JOB }],
    AthenaStartQueryExecution: [
      {
        queryString: 'SELECT 1',
        queryExecutionContext: { databaseName: 'db' },
        resultConfiguration: { outputLocation: { bucketName: 'b', objectKey: 'k' } },
        integrationPattern: RUN_JOB,
      },
    ],
    AthenaStopQueryExecution: [{ queryExecutionId: 'q' }],
    AthenaGetQueryExecution: [{ queryExecutionId: 'q' }],
    AthenaGetQueryResults: [{ queryExecutionId: 'q', maxResults: 10 }],
    CodeBuildStartBuild: [
      { project },
      { project, integrationPattern: RUN_JOB, environmentVariablesOverride: { A: { value: 'b' } } },
    ],
    CodeBuildStartBuildBatch: [{ project, integrationPattern: RUN_JOB }],
    StepFunctionsStartExecution: [
      { stateMachine: child, input: TaskInput.fromObject({ a: 1 }), name: 'name' },
      { stateMachine: child, integrationPattern: RUN_JOB },
      (language) => ({
        stateMachine: child,
        input: TaskInput.fromObject({ token: token(language) }),
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    ],
    StepFunctionsInvokeActivity: [{ activity, heartbeatTimeout: sfn.Timeout.duration(Duration.seconds(60)) }],
    EmrCreateCluster: [
      {
        name: 'cluster',
        instances: {
          instanceFleets: [
            {
              instanceFleetType: tasks.EmrCreateCluster.InstanceRoleType.MASTER,
              targetOnDemandCapacity: 1,
            },
          ],
        },
        releaseLabel: 'emr-7.1.0',
        applications: [{ name: 'Spark' }],
        stepConcurrencyLevel: 2,
      },
    ],
    EmrSetClusterTerminationProtection: [{ clusterId: 'j-1', terminationProtected: true }],
    EmrTerminateCluster: [{ clusterId: 'j-1' }],
    EmrAddStep: [{ clusterId: 'j-1', name: 'step', jar: 'command-runner.jar', args: ['ls'] }],
    EmrCancelStep: [{ clusterId: 'j-1', stepId: 's-1' }],
    EmrModifyInstanceFleetByName: [
      { clusterId: 'j-1', instanceFleetName: 'fleet', targetOnDemandCapacity: 1, targetSpotCapacity: 0 },
    ],
    EmrModifyInstanceGroupByName: [
      { clusterId: 'j-1', instanceGroupName: 'group', instanceGroup: { instanceCount: 1 } },
    ],
    EmrContainersCreateVirtualCluster: [
      {
        eksCluster: tasks.EksClusterInput.fromTaskInput(TaskInput.fromText('cluster')),
        virtualClusterName: 'v',
      },
    ],
    EmrContainersDeleteVirtualCluster: [{ virtualClusterId: TaskInput.fromText('v') }],
    EksCall: [
      { cluster: eksCluster, httpMethod: tasks.HttpMethods.GET, httpPath: '/api/v1/namespaces/default/pods' },
    ],
    SageMakerCreateTrainingJob: [
      {
        trainingJobName: 'job',
        role,
        algorithmSpecification: { algorithmName: 'BlazingText', trainingInputMode: tasks.InputMode.FILE },
        inputDataConfig: [
          {
            channelName: 'train',
            dataSource: {
              s3DataSource: {
                s3DataType: tasks.S3DataType.S3_PREFIX,
                s3Location: tasks.S3Location.fromBucket(bucket, 'in'),
                attributeNames: ['source-ref'],
              },
            },
          },
        ],
        outputDataConfig: { s3OutputLocation: tasks.S3Location.fromBucket(bucket, 'out') },
        integrationPattern: RUN_JOB,
      },
    ],
    SageMakerCreateTransformJob: [
      {
        transformJobName: 'job',
        modelName: 'model',
        transformInput: {
          transformDataSource: {
            s3DataSource: { s3Uri: 's3://b/in', s3DataType: tasks.S3DataType.S3_PREFIX },
          },
        },
        transformOutput: { s3OutputPath: 's3://b/out' },
        integrationPattern: RUN_JOB,
      },
    ],
    SageMakerCreateEndpoint: [{ endpointName: 'e', endpointConfigName: 'c' }],
    SageMakerUpdateEndpoint: [{ endpointName: 'e', endpointConfigName: 'c' }],
    SageMakerCreateEndpointConfig: [
      {
        endpointConfigName: 'c',
        productionVariants: [
          {
            initialInstanceCount: 1,
            instanceType: ec2.InstanceType.of(ec2.InstanceClass.M5, ec2.InstanceSize.XLARGE),
            modelName: 'm',
            variantName: 'v',
          },
        ],
      },
    ],
    SageMakerCreateModel: [
      {
        modelName: 'm',
        role,
        primaryContainer: new tasks.ContainerDefinition({
          image: tasks.DockerImage.fromRegistry('image'),
          mode: tasks.Mode.SINGLE_MODEL,
          modelS3Location: tasks.S3Location.fromBucket(bucket, 'model'),
        }),
      },
    ],
    EventBridgePutEvents: [
      { entries: [{ detail: TaskInput.fromObject({ a: 1 }), detailType: 'type', source: 'source' }] },
    ],
    EventBridgeSchedulerCreateScheduleTask: [
      {
        scheduleName: 's',
        schedule: tasks.Schedule.rate(Duration.minutes(5)),
        target: new tasks.EventBridgeSchedulerTarget({ arn: queue.queueArn, role }),
      },
    ],
    CallApiGatewayHttpApiEndpoint: [{ apiId: 'api', apiStack: stack, method: tasks.HttpMethod.GET }],
    CallApiGatewayRestApiEndpoint: [
      { api: restApi, stageName: 'prod', method: tasks.HttpMethod.POST, authType: tasks.AuthType.IAM },
    ],
    HttpInvoke: [
      {
        apiRoot: 'https://api.example.com',
        apiEndpoint: TaskInput.fromText('/orders'),
        method: TaskInput.fromText('POST'),
        body: TaskInput.fromObject({ a: 1 }),
        connection,
        urlEncodingFormat: tasks.URLEncodingFormat.BRACKETS,
      },
    ],
    BedrockInvokeModel: [
      { model, body: TaskInput.fromObject({ prompt: 'p' }) },
      { model, input: { s3InputUri: 's3://b/in' }, output: { s3OutputUri: 's3://b/out' } },
    ],
    MediaConvertCreateJob: [
      { createJobRequest: { Role: role.roleArn, Settings: {} } },
      { createJobRequest: { Role: role.roleArn, Settings: {} }, integrationPattern: RUN_JOB },
    ],
    CallAwsService: [
      { service: 's3', action: 'getObject', parameters: { Bucket: 'b', Key: 'k' }, iamResources: ['*'] },
      {
        service: 'cloudwatchlogs',
        action: 'createLogStream',
        parameters: { LogGroupName: 'g', LogStreamName: 's' },
        iamResources: ['*'],
      },
      { service: 'ec2', action: 'describeInstances', parameters: { Filters: [] }, iamResources: ['*'] },
      {
        service: 'rds',
        action: 'createDBSnapshot',
        parameters: { DbInstanceIdentifier: 'i', DbSnapshotIdentifier: 's' },
        iamResources: ['*'],
      },
      (language) => ({
        service: 'sqs',
        action: 'sendMessage',
        parameters: { QueueUrl: 'q', MessageBody: token(language) },
        iamResources: ['*'],
        integrationPattern: WAIT_FOR_TASK_TOKEN,
      }),
    ],
  };
  for (const [name, variants] of Object.entries(properties)) {
    for (const language of [QueryLanguage.JSON_PATH, QueryLanguage.JSONATA]) {
      variants.forEach((variant, index) => {
        const id = `${name}${language}${index}`;
        const given = typeof variant === 'function' ? variant(language) : variant;
        const task =
          language === QueryLanguage.JSONATA
            ? tasks[name].jsonata(stack, `${id}Task`, given)
            : new tasks[name](stack, `${id}Task`, given);
        machine(stack, id, task);
      });
    }
  }
  // These have no JSONata form.
  machine(
    stack,
    'EmrContainersStartJobRun',
    new tasks.EmrContainersStartJobRun(stack, 'EmrContainersStartJobRunTask', {
      virtualCluster: tasks.VirtualClusterInput.fromVirtualClusterId('v'),
      executionRole: role,
      releaseLabel: tasks.ReleaseLabel.EMR_6_3_0,
      jobDriver: { sparkSubmitJobDriver: { entryPoint: TaskInput.fromText('s3://b/main.py') } },
    }),
  );
  machine(
    stack,
    'BedrockCreateModelCustomizationJob',
    new tasks.BedrockCreateModelCustomizationJob(stack, 'BedrockCreateModelCustomizationJobTask', {
      baseModel: model,
      customModelName: 'custom',
      jobName: 'job',
      role,
      outputData: { bucket, path: 'out' },
      trainingData: { bucket, path: 'in' },
      validationData: [{ bucket, path: 'validate' }],
      integrationPattern: RUN_JOB,
    }),
  );
  machine(
    stack,
    'EvaluateExpression',
    new tasks.EvaluateExpression(stack, 'EvaluateExpressionTask', { expression: '$.a + $.b' }),
  );
}

/** Machines of the state classes besides Task. */
function everyState(stack) {
  const bucket = new s3.Bucket(stack, 'Bucket');
  const pass = (id, properties = {}) => new sfn.Pass(stack, id, properties);

  machine(
    stack,
    'DistributedMap',
    new sfn.DistributedMap(stack, 'Distribute', {
      itemReader: new sfn.S3CsvItemReader({
        bucket,
        key: 'items.csv',
        csvHeaders: sfn.CsvHeaders.useFirstRow(),
      }),
      itemSelector: { 'id.$': '$$.Map.Item.Value.id' },
      itemBatcher: new sfn.ItemBatcher({ maxItemsPerBatch: 10, batchInput: { fixed: 1 } }),
      resultWriterV2: new sfn.ResultWriterV2({ bucket, prefix: 'results' }),
      toleratedFailurePercentage: 5,
      maxConcurrency: 100,
      label: 'label',
      mapExecutionType: sfn.StateMachineType.EXPRESS,
    }).itemProcessor(pass('InDistributed')),
  );
  machine(
    stack,
    'DistributedMapOfObjects',
    new sfn.DistributedMap(stack, 'DistributeObjects', {
      itemReader: new sfn.S3ObjectsItemReader({ bucket, prefix: 'in' }),
    }).itemProcessor(pass('InDistributedObjects'), {
      mode: sfn.ProcessorMode.DISTRIBUTED,
      executionType: sfn.ProcessorType.STANDARD,
    }),
  );
  machine(
    stack,
    'Waits',
    new sfn.Wait(stack, 'Seconds', { time: sfn.WaitTime.duration(Duration.seconds(1)) })
      .next(new sfn.Wait(stack, 'SecondsPath', { time: sfn.WaitTime.secondsPath('$.s') }))
      .next(new sfn.Wait(stack, 'Timestamp', { time: sfn.WaitTime.timestamp('2030-01-01T00:00:00Z') }))
      .next(new sfn.Wait(stack, 'TimestampPath', { time: sfn.WaitTime.timestampPath('$.t') })),
  );
  const { Condition } = sfn;
  const done = new sfn.Succeed(stack, 'Done');
  const failed = new sfn.Fail(stack, 'Failed', { errorPath: '$.e', causePath: '$.c' });
  machine(
    stack,
    'Choices',
    new sfn.Choice(stack, 'Choose', { comment: 'every kind' })
      .when(Condition.and(Condition.isPresent('$.a'), Condition.not(Condition.isNull('$.a'))), done)
      .when(
        Condition.or(Condition.stringMatches('$.b', '*.log'), Condition.booleanEquals('$.b', true)),
        failed,
      )
      .when(Condition.numberGreaterThanEqualsJsonPath('$.c', '$.d'), done)
      .when(Condition.timestampLessThan('$.t', '2030-01-01T00:00:00Z'), failed)
      .otherwise(done),
  );
  machine(
    stack,
    'Intrinsics',
    pass('Compute', {
      parameters: {
        array: JsonPath.array('a', JsonPath.stringAt('$.b')),
        formatted: JsonPath.format('{} and {}', JsonPath.stringAt('$.b'), 'c'),
        merged: JsonPath.jsonMerge(JsonPath.objectAt('$.x'), JsonPath.objectAt('$.y')),
        split: JsonPath.stringSplit('a,b', ','),
        id: JsonPath.uuid(),
        length: JsonPath.arrayLength(JsonPath.listAt('$.l')),
        execution: JsonPath.executionId,
      },
    }),
  );
  new sfn.StateMachine(stack, 'Express', {
    stateMachineType: sfn.StateMachineType.EXPRESS,
    definitionBody: DefinitionBody.fromChainable(pass('InExpress')),
    timeout: Duration.minutes(1),
    comment: 'an Express machine',
  });
  new sfn.StateMachine(stack, 'WholeJsonata', {
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(
      sfn.Pass.jsonata(stack, 'JsonataPass', {
        outputs: { a: '{% $states.input.a + 1 %}' },
        assign: { v: 1 },
      })
        .next(sfn.Wait.jsonata(stack, 'JsonataWait', { time: sfn.WaitTime.seconds('{% $v %}') }))
        .next(sfn.Succeed.jsonata(stack, 'JsonataSucceed', { outputs: '{% $states.input %}' })),
    ),
  });
}

/** Machines that a server without other services can run, each with what its role needs, as the CDK sees it. */
function runnable(stack) {
  const double = inlineFunction(stack, 'Double', 'async ({ n }) => ({ n: 2 * n })');
  const failing = inlineFunction(stack, 'Failing', "async () => { throw new RangeError('too far'); }");
  const reporter = inlineFunction(stack, 'Identity', 'async (event) => event');

  const child = new sfn.StateMachine(stack, 'DoubleTwice', {
    definitionBody: DefinitionBody.fromChainable(
      new tasks.LambdaInvoke(stack, 'Once', { lambdaFunction: double, outputPath: '$.Payload' }).next(
        new tasks.LambdaInvoke(stack, 'Twice', { lambdaFunction: double, payloadResponseOnly: true }),
      ),
    ),
  });
  machine(
    stack,
    'Nested',
    new tasks.StepFunctionsStartExecution(stack, 'StartChild', {
      stateMachine: child,
      integrationPattern: RUN_JOB,
      input: TaskInput.fromObject({ n: JsonPath.numberAt('$.n') }),
      outputPath: '$.Output',
    }),
  );
  machine(
    stack,
    'Caught',
    new tasks.LambdaInvoke(stack, 'Fails', { lambdaFunction: failing }).addCatch(
      new sfn.Pass(stack, 'Recover', { parameters: { error: JsonPath.stringAt('$.failure.Error') } }),
      { errors: ['RangeError'], resultPath: '$.failure' },
    ),
  );
  machine(
    stack,
    'MapAndParallel',
    new sfn.Map(stack, 'EachNumber', {
      itemsPath: '$.numbers',
      itemSelector: { n: JsonPath.numberAt('$$.Map.Item.Value') },
      resultPath: '$.doubled',
      maxConcurrency: 2,
    })
      .itemProcessor(
        new tasks.LambdaInvoke(stack, 'DoubleEach', { lambdaFunction: double, outputPath: '$.Payload.n' }),
      )
      .next(
        new sfn.Parallel(stack, 'Both', { resultSelector: { 'left.$': '$[0]', 'right.$': '$[1]' } })
          .branch(new sfn.Pass(stack, 'Left', { outputPath: '$.doubled' }))
          .branch(new sfn.Pass(stack, 'Right', { result: sfn.Result.fromString('r') })),
      ),
  );
  machine(
    stack,
    'ChoiceAndWait',
    new sfn.Choice(stack, 'IsLarge')
      .when(
        sfn.Condition.numberGreaterThan('$.n', 10),
        new sfn.Wait(stack, 'Briefly', { time: sfn.WaitTime.duration(Duration.seconds(1)) }).next(
          new sfn.Pass(stack, 'Large', { result: sfn.Result.fromString('large') }),
        ),
      )
      .otherwise(new sfn.Fail(stack, 'Small', { error: 'TooSmall', cause: 'n is 10 or less' })),
  );
  new sfn.StateMachine(stack, 'Jsonata', {
    queryLanguage: QueryLanguage.JSONATA,
    definitionBody: DefinitionBody.fromChainable(
      tasks.LambdaInvoke.jsonata(stack, 'DoubleInJsonata', {
        lambdaFunction: double,
        payload: TaskInput.fromObject({ n: '{% $states.input.n + 1 %}' }),
        assign: { doubled: '{% $states.result.Payload.n %}' },
      })
        .next(
          sfn.Map.jsonata(stack, 'EachInJsonata', {
            items: sfn.ProvideItems.jsonata('{% [1..3] %}'),
          }).itemProcessor(sfn.Pass.jsonata(stack, 'Add', { outputs: '{% $states.input + $doubled %}' })),
        )
        .next(sfn.Succeed.jsonata(stack, 'Sum', { outputs: { sum: '{% $sum($states.input) %}' } })),
    ),
  });
  machine(
    stack,
    'CallServices',
    new tasks.CallAwsService(stack, 'WhoAmI', {
      service: 'sts',
      action: 'getCallerIdentity',
      iamResources: ['*'],
      resultSelector: { 'account.$': '$.Account' },
      resultPath: '$.identity',
    })
      .next(
        new tasks.CallAwsService(stack, 'StartByService', {
          service: 'sfn',
          action: 'startExecution',
          parameters: { StateMachineArn: child.stateMachineArn, Input: '{"n": 1}' },
          iamResources: [child.stateMachineArn],
          resultPath: JsonPath.DISCARD,
        }),
      )
      .next(
        new tasks.CallAwsService(stack, 'DescribeFunction', {
          service: 'lambda',
          action: 'getFunctionConfiguration',
          parameters: { FunctionName: reporter.functionName },
          iamResources: [reporter.functionArn],
          resultSelector: { 'handler.$': '$.Handler' },
          resultPath: '$.function',
        }),
      ),
  );
  machine(
    stack,
    'Callback',
    new tasks.LambdaInvoke(stack, 'GiveToken', {
      lambdaFunction: reporter,
      payload: TaskInput.fromObject({ token: JsonPath.taskToken }),
      integrationPattern: WAIT_FOR_TASK_TOKEN,
      taskTimeout: sfn.Timeout.duration(Duration.seconds(60)),
    }),
  );
  new sfn.StateMachine(stack, 'Missing', {
    definitionBody: DefinitionBody.fromChainable(
      new tasks.EmrTerminateCluster(stack, 'Terminate', {
        clusterId: 'j-1',
        integrationPattern: IntegrationPattern.REQUEST_RESPONSE,
      }).addCatch(new sfn.Pass(stack, 'Explain', { outputPath: '$.Cause' })),
    ),
  });
}

function machine(stack, id, chain) {
  return new sfn.StateMachine(stack, id, { definitionBody: DefinitionBody.fromChainable(chain) });
}

function inlineFunction(stack, id, code) {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(`exports.handler = ${code};`),
  });
}
