import type { ServiceName } from '../operation.ts';
import type { AnswerHeaders } from './answer-headers.ts';
import { dynamodbHeaders } from './dynamodb.ts';
import { jsonHeaders } from './json.ts';
import { lambdaHeaders } from './lambda.ts';
import { s3Headers } from './s3.ts';
import { snsHeaders } from './sns.ts';
import { statesHeaders } from './states.ts';

/** A service whose answers were not recorded has those of any that speaks JSON. */
export const answerHeaders: Readonly<Record<ServiceName, AnswerHeaders>> = {
  states: statesHeaders,
  iam: jsonHeaders,
  sts: jsonHeaders,
  lambda: lambdaHeaders,
  events: jsonHeaders,
  batch: jsonHeaders,
  ecs: jsonHeaders,
  glue: jsonHeaders,
  sqs: jsonHeaders,
  sns: snsHeaders,
  dynamodb: dynamodbHeaders,
  logs: jsonHeaders,
  secretsmanager: jsonHeaders,
  ssm: jsonHeaders,
  s3: s3Headers,
  stepwell: jsonHeaders,
};
