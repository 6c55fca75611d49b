import type { AnswerHeaders } from './answer-headers.ts';

/** As the AWS SDK for Java gives Step Functions the answer of Invoke (recorded). */
export const lambdaHeaders: AnswerHeaders = ({ output, requestId }) => {
  const { FunctionError, ExecutedVersion, Payload } = output;
  const traceId = requestId.replaceAll('-', '');
  return {
    ...(typeof FunctionError === 'string' && { 'X-Amz-Function-Error': FunctionError }),
    'X-Amz-Executed-Version': typeof ExecutedVersion === 'string' ? ExecutedVersion : '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(typeof Payload === 'string' ? Payload : '')),
    Date: new Date().toUTCString(),
    'X-Amzn-Trace-Id': `root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};sampled=0`,
    'Content-Type': 'application/json',
  };
};
