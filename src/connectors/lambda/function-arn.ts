import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json.ts';
import { clientErrorOf } from '../aws-sdk/failure.ts';
import type { Connector } from '../connector.ts';
import { request } from '../optimized-service.ts';
import { functionAnswer } from './function-answer.ts';
import { lambda } from './service.ts';

/** A Task whose `Resource` is a function's ARN: its input is the event, and what the function returns its result. */
export const functionArn: Connector = {
  resource: 'lambda:function',
  patterns: ['RequestResponse'],
  clientError: clientErrorOf(lambda.errorPrefix),
  isIdempotent: () => false,
  call: async ({ resourceArn, parameters, session }) => {
    const input = { FunctionName: resourceArn, Payload: jsonText(parameters) };
    const answer = await request(session, lambda, { action: 'Invoke', input });
    return {
      type: 'Result',
      result: answer instanceof Failure ? answer : functionAnswer(answer.output, 'as sent'),
    };
  },
};
