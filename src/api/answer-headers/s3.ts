import { extendedRequestIdOf } from '../protocol/rest-xml.ts';
import type { AnswerHeaders } from './answer-headers.ts';

/** As the API Reference has them, "Common Response Headers". */
export const s3Headers: AnswerHeaders = ({ output, requestId }) => ({
  'x-amz-id-2': extendedRequestIdOf(requestId),
  'x-amz-request-id': requestId,
  Date: new Date().toUTCString(),
  ...(typeof output.ETag === 'string' && { ETag: output.ETag }),
  ...(typeof output.ContentLength === 'number' && { 'Content-Length': String(output.ContentLength) }),
  ...(typeof output.ContentType === 'string' && { 'Content-Type': output.ContentType }),
  Server: 'AmazonS3',
});
