import { crc32 } from 'node:zlib';
import type { AnswerHeaders } from './answer-headers.ts';
import { httpAnswerOf } from './json.ts';

/** As recorded: GetItem is answered by another front than what writes. */
export const dynamodbHeaders: AnswerHeaders = (answer) => {
  const { headers, body } = httpAnswerOf(answer);
  const { operationName, requestId } = answer;
  const isRead = operationName === 'GetItem';
  return {
    Server: 'Server',
    ...(isRead && { 'x-amzn-requestid': requestId }),
    Connection: 'keep-alive',
    ...(!isRead && { 'x-amzn-RequestId': requestId }),
    'x-amz-crc32': String(crc32(body)),
    'Content-Length': String(Buffer.byteLength(body)),
    Date: new Date().toUTCString(),
    'Content-Type': headers['content-type'] ?? '',
  };
};
