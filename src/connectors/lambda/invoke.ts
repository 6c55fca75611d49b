import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { clientErrorOf } from '../aws-sdk/failure.ts';
import type { Answer, Connector, ServiceAnswer } from '../connector.ts';
import { request } from '../optimized-service.ts';
import { callInput, type ParameterRules } from '../parameters.ts';
import { sdkMetadata } from '../sdk-metadata.ts';
import { functionAnswer } from './function-answer.ts';
import { lambda } from './service.ts';

const parameterRules: ParameterRules = {
  FunctionName: { member: 'FunctionName', form: 'text', isRequired: true },
  Payload: { member: 'Payload', form: 'document' },
  InvocationType: { member: 'InvocationType', form: 'text' },
  LogType: { member: 'LogType', form: 'text' },
  ClientContext: { member: 'ClientContext', form: 'text' },
  Qualifier: { member: 'Qualifier', form: 'text' },
  TenantId: { member: 'TenantId', form: 'text' },
  DurableExecutionName: { member: 'DurableExecutionName', form: 'text' },
};

/** Source: Developer Guide, "Invoke an AWS Lambda function with Step Functions". */
export const invoke: Connector = {
  resource: 'lambda:invoke',
  patterns: ['RequestResponse', 'WaitForTaskToken'],
  clientError: clientErrorOf(lambda.errorPrefix),
  isIdempotent: ({ parameters }) => isJsonObject(parameters) && parameters.InvocationType === 'DryRun',
  call: async ({ parameters, pattern, session }): Promise<Answer> => {
    const input = callInput(parameters, parameterRules);
    if (input instanceof Failure) return { type: 'Result', result: input };
    const answer = await request(session, lambda, { action: 'Invoke', input });
    const result = answer instanceof Failure ? answer : resultOf(answer);
    if (pattern === 'RequestResponse' || result instanceof Failure) return { type: 'Result', result };
    return { type: 'Submitted', output: result, job: undefined };
  },
};

function resultOf({ output, metadata }: ServiceAnswer): Json | Failure {
  const payload = functionAnswer(output, 'compact');
  if (payload instanceof Failure) return payload;
  const { ExecutedVersion, LogResult, DurableExecutionArn } = output;
  return {
    ...(DurableExecutionArn !== undefined && { DurableExecutionArn }),
    ...(ExecutedVersion !== undefined && { ExecutedVersion }),
    ...(LogResult !== undefined && { LogResult }),
    Payload: payload,
    ...sdkMetadata(metadata),
    StatusCode: output.StatusCode ?? metadata.status,
  };
}
