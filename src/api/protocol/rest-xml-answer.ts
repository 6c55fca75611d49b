import { isJsonObject, type Json } from '../../base/json.ts';
import { type ApiModel, type Member, shapeOf, structureOf } from '../model/model.ts';
import type { HttpAnswer } from './protocol.ts';
import { compileXmlWriter, escapeXml } from './xml-output.ts';

/** An operation's output as an HTTP answer, but for a body that is streamed. */
export type WriteAnswer = (output: Json) => HttpAnswer;

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** What S3 calls the documents of its answers, which the model does not say. Source: API Reference. */
const rootNames: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  CopyObject: 'CopyObjectResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  DeleteObjects: 'DeleteResult',
  GetBucketNotificationConfiguration: 'NotificationConfiguration',
  GetBucketVersioning: 'VersioningConfiguration',
  GetObjectTagging: 'Tagging',
  ListBuckets: 'ListAllMyBucketsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListParts: 'ListPartsResult',
  UploadPartCopy: 'CopyPartResult',
};

/** Statuses that are not the model's. */
const statuses: Readonly<Record<string, number>> = { PutBucketPolicy: 204 };

export function compileRestXmlAnswer(model: ApiModel, operationName: string): WriteAnswer {
  const operation = model.operations[operationName];
  const status = statuses[operationName] ?? operation?.http.status ?? 200;
  const output = operation?.output;
  if (output === undefined) return () => ({ status, headers: {}, body: '' });
  const writeHeaders = compileHeaders(model, output);
  const writeBody = compileBody(model, operationName, output);
  return (value) => {
    const headers = writeHeaders(value);
    const { body, contentType } = writeBody(value);
    if (contentType !== undefined) headers['content-type'] = contentType;
    return { status: headers['content-range'] === undefined ? status : 206, headers, body };
  };
}

function compileHeaders(model: ApiModel, output: string): (value: Json) => Record<string, string> {
  const located = Object.entries(structureOf(model, output).members).filter(
    ([, { location }]) => location === 'header' || location === 'headers',
  );
  const members = located.map(([name, member]) => ({
    name,
    wireName: (member.locationName ?? name).toLowerCase(),
    isPrefix: member.location === 'headers',
    write: headerWriter(model, member),
  }));
  return (value) => {
    const headers: Record<string, string> = {};
    if (!isJsonObject(value)) return headers;
    for (const { name, wireName, isPrefix, write } of members) {
      const member = value[name];
      if (member === undefined || member === null) continue;
      if (!isPrefix) headers[wireName] = write(member);
      else if (isJsonObject(member))
        for (const [suffix, text] of Object.entries(member)) headers[wireName + suffix] = String(text);
    }
    return headers;
  };
}

function headerWriter(model: ApiModel, { shape: name }: Member): (value: Json) => string {
  const shape = shapeOf(model, name);
  if (shape.type !== 'timestamp') return String;
  if (shape.timestampFormat === 'iso8601') return (value) => new Date(Number(value)).toISOString();
  return (value) => new Date(Number(value)).toUTCString();
}

interface WrittenBody {
  readonly body: string;
  readonly contentType?: string;
}

const nothing: WrittenBody = { body: '' };

function compileBody(model: ApiModel, operationName: string, output: string): (value: Json) => WrittenBody {
  if (operationName === 'GetBucketLocation') return locationBody;
  const { members, payload } = structureOf(model, output);
  const payloadMember = payload === undefined ? undefined : members[payload];
  if (payload === undefined || payloadMember === undefined) {
    const hasBody = Object.values(members).some(({ location }) => location === undefined);
    return hasBody ? documentWriter(model, operationName, output) : () => nothing;
  }
  if (payloadMember.streaming === true) return () => nothing;
  if (shapeOf(model, payloadMember.shape).type !== 'structure') {
    return (value) => ({
      body: isJsonObject(value) ? String(value[payload] ?? '') : '',
      contentType: 'application/json',
    });
  }
  const write = documentWriter(model, operationName, payloadMember.shape);
  return (value) => write(isJsonObject(value) ? (value[payload] ?? null) : null);
}

function documentWriter(
  model: ApiModel,
  operationName: string,
  shapeName: string,
): (value: Json) => WrittenBody {
  const write = compileXmlWriter(model, shapeName, (at) => new Date(at).toISOString());
  const root = rootNames[operationName] ?? operationName;
  return (value) => document(root, write(value));
}

/** S3 puts the location into the root element itself. */
function locationBody(value: Json): WrittenBody {
  const location = isJsonObject(value) ? value.LocationConstraint : undefined;
  return document('LocationConstraint', typeof location === 'string' ? escapeXml(location) : '');
}

function document(root: string, content: string): WrittenBody {
  return {
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${content}</${root}>`,
    contentType: 'application/xml',
  };
}
