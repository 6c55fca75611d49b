import { idempotencyKey, testContract } from '../api-contract.ts';

const jobArn = 'arn:aws:bedrock:us-east-1:111111111111:model-customization-job/amazon.titan-v1/abc';

testContract({
  prefix: 'bedrock',
  service: 'bedrock',
  refusals: [
    ['ValidationException', 'Bedrock.ValidationException', 'AmazonBedrock'],
    ['UnrecognizedClientException', 'Bedrock.AmazonBedrockException', 'AmazonBedrock'],
  ],
  cases: [
    {
      resource: 'bedrock:createModelCustomizationJob',
      parameters: {
        JobName: 'job',
        CustomModelName: 'model',
        RoleArn: 'arn:aws:iam::111111111111:role/tune',
        BaseModelIdentifier: 'amazon.titan',
        TrainingDataConfig: { S3Uri: 's3://in/train.jsonl' },
        OutputDataConfig: { S3Uri: 's3://out/' },
        HyperParameters: { epochCount: '2' },
      },
      call: [
        'CreateModelCustomizationJob',
        {
          jobName: 'job',
          customModelName: 'model',
          roleArn: 'arn:aws:iam::111111111111:role/tune',
          baseModelIdentifier: 'amazon.titan',
          trainingDataConfig: { s3Uri: 's3://in/train.jsonl' },
          outputDataConfig: { s3Uri: 's3://out/' },
          hyperParameters: { epochCount: '2' },
          clientRequestToken: idempotencyKey,
        },
      ],
      output: { jobArn },
      result: { JobArn: jobArn },
      job: {
        poll: ['GetModelCustomizationJob', { jobIdentifier: jobArn }],
        output: (status) => ({ jobArn, status, creationTime: 1700000000000, hyperParameters: { a: '1' } }),
        result: (Status) => ({
          CreationTime: 1700000000000,
          HyperParameters: { a: '1' },
          JobArn: jobArn,
          Status,
        }),
        running: ['InProgress', 'Stopping'],
        succeeded: ['Completed'],
        failed: ['Failed', 'Stopped'],
        gone: { code: 'ResourceNotFoundException', result: 'failure' },
        cancel: ['StopModelCustomizationJob', { jobIdentifier: jobArn }],
      },
    },
  ],
});
