import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { type ByteSource, readBytes } from '../objects/byte-source.ts';
import { checksumAlgorithms, checksums } from '../objects/checksums/checksums.ts';
import { type Dispatcher, toAwsError } from './dispatcher.ts';
import type { OnHangUp, RequestBody } from './operation.ts';
import { BadDigest } from './payload/payload-errors.ts';
import { openRequestPayload } from './payload/request-payload.ts';
import { RequestEntityTooLargeException } from './protocol/errors.ts';
import type { HttpAnswer, HttpRequest } from './protocol/protocol.ts';
import type { RestXmlProtocol } from './protocol/rest-xml.ts';
import type { RequestRecord } from './request-log.ts';
import { traceHeaderOf } from './request-trace.ts';
import type { AuthenticateS3 } from './sigv4/s3-authentication.ts';

export interface StreamedExchangeParts {
  readonly dispatcher: Dispatcher;
  readonly authenticate: AuthenticateS3;
  /** How long a client may send nothing. */
  readonly idleMilliseconds: number;
  readonly log: Logger;
}

export interface StreamedExchange {
  readonly protocol: RestXmlProtocol;
  readonly request: IncomingMessage;
  /** Its head; the body is still to come. */
  readonly read: HttpRequest;
  /** Of a body that is a document. */
  readonly bodyBytesMax: number;
  readonly askForBody: (() => void) | undefined;
  readonly onHangUp: OnHangUp;
  readonly record: RequestRecord;
}

/**
 * Serves requests whose bodies are not held: a request is decided by its head, then its body is taken as it comes, or never.
 */
export function createStreamedExchange(
  parts: StreamedExchangeParts,
): (exchange: StreamedExchange) => Promise<HttpAnswer> {
  const { dispatcher, authenticate, idleMilliseconds, log } = parts;
  return async ({ protocol, request, read, bodyBytesMax, askForBody, onHangUp, record }) => {
    const { requestId } = record;
    let bytes: ByteSource | undefined;
    try {
      const selection = protocol.select(read);
      const { service, operationName, bodyForm } = selection;
      record.service = service;
      record.action = operationName;
      const { caller, payload } = await authenticate(read);
      record.account = caller.place.account;
      const body = openRequestPayload({ request, terms: payload, askForBody, idleMilliseconds });
      const isStreamed = bodyForm === 'Bytes';
      const input = selection.readInput(
        isStreamed ? undefined : await readDocument(body, read, bodyBytesMax),
      );
      const output = await dispatcher.dispatch({
        service,
        operationName,
        input,
        caller,
        requestId,
        traceHeader: traceHeaderOf(read.headers),
        onHangUp,
        body: isStreamed ? body : undefined,
        answerBody: (source) => {
          bytes = source;
        },
      });
      const answer = protocol.answer(selection, output, requestId);
      return bytes === undefined ? answer : { ...answer, bytes };
    } catch (error) {
      bytes?.discard();
      const refused = toAwsError(error, { requestId, operationName: record.action, log });
      record.code = refused.code;
      return protocol.refuse(refused, record.service, requestId);
    }
  };
}

/** A body that is an XML document or a policy, and so is held. Throws BadDigest where it has not the checksum it came with. */
async function readDocument(body: RequestBody, { headers }: HttpRequest, bytesMax: number): Promise<Buffer> {
  if (body.length > bytesMax) throw new RequestEntityTooLargeException(bytesMax);
  const content = await readBytes(body, bytesMax);
  if (content.length > bytesMax) throw new RequestEntityTooLargeException(bytesMax);
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== hash('md5', content, 'base64')) throw new BadDigest('Content-MD5');
  for (const algorithm of checksumAlgorithms) {
    const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
    const stated = headers[name] ?? body.trailer(name);
    if (stated === undefined) continue;
    const checksum = checksums[algorithm]();
    checksum.update(content);
    if (stated !== checksum.digest().toString('base64')) throw new BadDigest(algorithm);
  }
  return content;
}
