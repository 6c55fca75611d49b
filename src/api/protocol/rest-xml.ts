import { hash } from 'node:crypto';
import type { ApiModel } from '../model/model.ts';
import { addressOf } from './bucket-address.ts';
import type { HttpAnswer, HttpRequest, Protocol, Selection } from './protocol.ts';
import { compileRestXmlAnswer } from './rest-xml-answer.ts';
import { errorDocument, MethodNotAllowed, NotImplemented, toRestXmlError } from './rest-xml-errors.ts';
import { type BodyForm, compileRestXmlReader } from './rest-xml-input.ts';
import { compileOperationMatch, type RestRequest } from './rest-xml-match.ts';

/** A selection by what stands before the body, which is read later or never. */
export interface RestXmlSelection extends Selection {
  readonly bodyForm: BodyForm;
  readonly readInput: (content?: Buffer) => ReturnType<Selection['readInput']>;
}

export interface RestXmlProtocol extends Protocol {
  select(request: HttpRequest): RestXmlSelection;
}

/**
 * REST XML, which S3 speaks: a bucket and a key in the path or the host, the operation said by the method and by what the
 * query and the headers have, members in all of these or in an XML document.
 *
 * Source: Smithy, "AWS restXml protocol", and S3's own ways in the Amazon S3 API Reference.
 */
export function createRestXmlProtocol(model: ApiModel): RestXmlProtocol {
  const match = compileOperationMatch(model);
  const operations = new Map(
    Object.keys(model.operations).map((name) => [
      name,
      { reader: compileRestXmlReader(model, name), answer: compileRestXmlAnswer(model, name) },
    ]),
  );

  return {
    select(http): RestXmlSelection {
      const request: RestRequest = { http, ...addressOf(http) };
      for (const name of unknownSubresources) if (request.query.has(name)) throw new NotImplemented();
      const operationName = match(request);
      const found = operationName === undefined ? undefined : operations.get(operationName);
      if (operationName === undefined || found === undefined) throw new MethodNotAllowed();
      const { reader } = found;
      return {
        service: model.service,
        operationName,
        bodyForm: reader.bodyForm,
        readInput: (content = noContent) => reader.read(request, content),
      };
    },

    answer({ operationName }, output, requestId): HttpAnswer {
      const answer = operations.get(operationName)?.answer(output) ?? { status: 200, headers: {}, body: '' };
      return { ...answer, headers: { ...idHeaders(requestId), ...answer.headers } };
    },

    refuse(error, _service, requestId): HttpAnswer {
      const form = toRestXmlError(error);
      const ids = { requestId, extendedRequestId: extendedRequestIdOf(requestId) };
      const { BucketRegion: bucketRegion, ETag: etag, ...members } = error.members;
      const headers = {
        ...idHeaders(requestId),
        ...(bucketRegion !== undefined && { 'x-amz-bucket-region': String(bucketRegion) }),
        ...(etag !== undefined && { etag: String(etag) }),
      };
      if (form.status === 304) return { status: 304, headers, body: '' };
      return {
        status: form.status,
        headers: { ...headers, 'content-type': 'application/xml' },
        body: errorDocument(form, members, ids),
      };
    },
  };
}

const noContent = Buffer.alloc(0);

function idHeaders(requestId: string) {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': extendedRequestIdOf(requestId) };
}

/** S3 names every request twice. */
export function extendedRequestIdOf(requestId: string): string {
  return hash('sha512', requestId, 'base64').slice(0, 76);
}

/** What stands in a query for operations that the model does not have, and would be another operation without it. */
const unknownSubresources: readonly string[] = [
  'accelerate',
  'acl',
  'analytics',
  'annotation',
  'attributes',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'object-lock',
  'ownershipControls',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'torrent',
  'versions',
  'website',
];
