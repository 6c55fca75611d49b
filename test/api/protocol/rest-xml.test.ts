import { describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { addressOf } from '../../../src/api/protocol/bucket-address.ts';
import { InternalFailure } from '../../../src/api/protocol/errors.ts';
import { createRestXmlProtocol } from '../../../src/api/protocol/rest-xml.ts';
import { toRestXmlError } from '../../../src/api/protocol/rest-xml-errors.ts';
import { AccessDeniedException, AwsError } from '../../../src/base/aws-error.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { arrived } from '../sigv4/a-signed-request.ts';

const protocol = createRestXmlProtocol(apiModels.s3);

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `GET /bucket?list-type=2` as the server meets it. */
function request(line: string, headers: Readonly<Record<string, string>> = {}) {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  return arrived({ method, path, query, headers: { host: '127.0.0.1', ...headers }, body: Buffer.alloc(0) });
}

function read(line: string, { headers, body = '' }: Sent = {}): JsonObject | string {
  try {
    const selection = protocol.select(request(line, headers));
    return { operation: selection.operationName, ...selection.readInput(Buffer.from(body)) };
  } catch (error) {
    if (error instanceof AwsError) return toRestXmlError(error).code;
    throw error;
  }
}

describe('the method, the path, the query and the headers say the operation', () => {
  const copySource = { 'x-amz-copy-source': '/a/b' };
  test.each([
    { line: 'GET /', operation: 'ListBuckets' },
    { line: 'GET /?x-id=ListBuckets', operation: 'ListBuckets' },
    { line: 'PUT /b', operation: 'CreateBucket' },
    { line: 'PUT /b/', operation: 'CreateBucket' },
    { line: 'GET /b', operation: 'ListObjects' },
    { line: 'GET /b?list-type=2&prefix=x', operation: 'ListObjectsV2' },
    { line: 'GET /b?list-type=1', operation: 'ListObjects' },
    { line: 'GET /b?location', operation: 'GetBucketLocation' },
    { line: 'GET /b?uploads=', operation: 'ListMultipartUploads' },
    { line: 'POST /b?delete', operation: 'DeleteObjects' },
    { line: 'GET /b/k', operation: 'GetObject' },
    { line: 'GET /b/k?partNumber=2', operation: 'GetObject' },
    { line: 'GET /b/k?uploadId=u', operation: 'ListParts' },
    { line: 'GET /b/k?tagging', operation: 'GetObjectTagging' },
    { line: 'HEAD /b/k/l/m', operation: 'HeadObject' },
    { line: 'PUT /b/k', operation: 'PutObject' },
    { line: 'PUT /b/k', headers: copySource, operation: 'CopyObject' },
    { line: 'PUT /b/k?partNumber=1&uploadId=u', operation: 'UploadPart' },
    { line: 'PUT /b/k?partNumber=1&uploadId=u', headers: copySource, operation: 'UploadPartCopy' },
    { line: 'POST /b/k?uploads', operation: 'CreateMultipartUpload' },
    { line: 'POST /b/k?uploadId=u', operation: 'CompleteMultipartUpload' },
    { line: 'DELETE /b/k?uploadId=u', operation: 'AbortMultipartUpload' },
    { line: 'DELETE /b/k', operation: 'DeleteObject' },
    { line: 'GET /b?acl', operation: 'NotImplemented' },
    { line: 'PUT /b?lifecycle', operation: 'NotImplemented' },
    { line: 'GET /b/k?torrent', operation: 'NotImplemented' },
    { line: 'POST /b', operation: 'MethodNotAllowed' },
    { line: 'PATCH /b/k', operation: 'MethodNotAllowed' },
    { line: 'GET /b/%zz', operation: 'InvalidURI' },
  ])('$line is $operation', ({ line, headers, operation }) => {
    const found = read(line, headers === undefined ? {} : { headers });
    expect(typeof found === 'string' ? found : found.operation).toBe(operation);
  });
});

describe('the bucket and the key', () => {
  test.each([
    { line: 'GET /b/k', host: 'localhost:8083', bucket: 'b', key: 'k' },
    { line: 'GET /b/a%2Fb//c%20%C3%A9+', host: '127.0.0.1', bucket: 'b', key: 'a/b//c \u00e9+' },
    { line: 'GET /k/l', host: 'bucket.localhost:8083', bucket: 'bucket', key: 'k/l' },
    { line: 'GET /k', host: 'my.bucket.s3.localhost', bucket: 'my.bucket', key: 'k' },
    { line: 'GET /k', host: 'bucket.s3.us-east-1.amazonaws.com', bucket: 'bucket', key: 'k' },
    { line: 'GET /', host: 'bucket.s3-eu-west-1.example.com', bucket: 'bucket', key: undefined },
    { line: 'GET /b/k', host: 's3.localhost', bucket: 'b', key: 'k' },
    { line: 'GET /b/k', host: 's3.us-east-1.amazonaws.com', bucket: 'b', key: 'k' },
    { line: 'GET /', host: 'localhost', bucket: undefined, key: undefined },
  ])('of $line at $host', ({ line, host, bucket, key }) => {
    expect(addressOf(request(line, { host })).labels).toEqual({ Bucket: bucket, Key: key });
  });
});

describe('an input', () => {
  test('has members of the query and the headers, each of its type', () => {
    const headers = {
      'if-modified-since': 'Thu, 15 Jan 2026 12:00:00 GMT',
      'x-amz-checksum-mode': 'ENABLED',
    };
    expect(read('GET /b/k?partNumber=3&response-content-type=a%20b+c', { headers })).toEqual({
      operation: 'GetObject',
      Bucket: 'b',
      Key: 'k',
      PartNumber: 3,
      ResponseContentType: 'a b c',
      IfModifiedSince: Date.UTC(2026, 0, 15, 12),
      ChecksumMode: 'ENABLED',
    });
  });

  test('has metadata by the names behind its prefix', () => {
    const headers = { 'X-Amz-Meta-One': '1', 'x-amz-meta-two-words': 'x' };
    expect(read('PUT /b/k', { headers })).toMatchObject({ Metadata: { one: '1', 'two-words': 'x' } });
  });

  test.each(['x', '1.5', '99999999999', ''])('has no number %s', (text) => {
    expect(read(`GET /b?max-keys=${text}`)).toBe('InvalidArgument');
  });

  test('has what its document says', () => {
    const body = `<?xml version="1.0"?>
      <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <Quiet>true</Quiet>
        <Object><Key> a &amp; b&#x20;&lt;&#233;&gt; </Key></Object>
        <Object><Key><![CDATA[x&amp;<y>]]></Key><VersionId>v</VersionId></Object>
        <Unknown><Deep/></Unknown>
      </Delete>`;
    expect(read('POST /b?delete', { body })).toMatchObject({
      Delete: {
        Quiet: true,
        Objects: [{ Key: ' a & b <\u00e9> ' }, { Key: 'x&amp;<y>', VersionId: 'v' }],
      },
    });
  });

  test.each([
    {
      title: 'a list with nothing around it',
      body: '<Tagging><TagSet><Tag><Key>k</Key><Value></Value></Tag></TagSet></Tagging>',
      tags: [{ Key: 'k', Value: '' }],
    },
    { title: 'a list of nothing', body: '<Tagging><TagSet/></Tagging>', tags: [] },
  ])('may have $title', ({ body, tags }) => {
    expect(read('PUT /b/k?tagging', { body })).toMatchObject({ Tagging: { TagSet: tags } });
  });

  test.each([
    { title: 'is not well-formed', body: '<Delete><Object></Delete>' },
    { title: 'is no XML', body: '{"a":1}' },
    { title: 'has two roots', body: '<Delete/><Delete/>' },
    {
      title: 'declares entities',
      body: '<!DOCTYPE d [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    },
    {
      title: 'reads a file',
      body: '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><Delete>&a;</Delete>',
    },
    { title: 'is deep without end', body: `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}` },
    { title: 'names a prototype', body: '<Delete><__proto__><a>1</a></__proto__></Delete>' },
    { title: 'has a structure for a text', body: '<Delete><Object><Key><a/></Key></Object></Delete>' },
    { title: 'has a text for a boolean', body: '<Delete><Quiet>maybe</Quiet></Delete>' },
  ])('is refused where its document $title', ({ body }) => {
    expect(read('POST /b?delete', { body })).toBe('MalformedXML');
  });
});

describe('an answer', () => {
  const answer = (operationName: string, output: JsonObject) =>
    protocol.answer({ service: 's3', operationName, readInput: () => ({}) }, output, 'an id');

  test('has its members in a document of its own name', () => {
    const { body, headers } = answer('ListObjectsV2', {
      Name: 'b',
      IsTruncated: false,
      Contents: [{ Key: 'a & b', Size: 1, ETag: '"x"', LastModified: Date.UTC(2026, 0, 15, 12) }],
      CommonPrefixes: [{ Prefix: 'p/' }, { Prefix: 'q/' }],
    });
    expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-amz-request-id': 'an id' });
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        '<IsTruncated>false</IsTruncated><Contents><Key>a &amp; b</Key><LastModified>2026-01-15T12:00:00.000Z</LastModified>' +
        '<ETag>&quot;x&quot;</ETag><Size>1</Size></Contents><Name>b</Name>' +
        '<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>q/</Prefix></CommonPrefixes></ListBucketResult>',
    );
  });

  test('has members in headers, and says that it is a part', () => {
    const { status, headers, body } = answer('GetObject', {
      LastModified: Date.UTC(2026, 0, 15, 12),
      ContentLength: 3,
      ContentRange: 'bytes 0-2/9',
      Metadata: { one: '1' },
    });
    expect(status).toBe(206);
    expect(body).toBe('');
    expect(headers).toMatchObject({
      'last-modified': 'Thu, 15 Jan 2026 12:00:00 GMT',
      'content-length': '3',
      'x-amz-meta-one': '1',
    });
  });

  test.each([
    {
      operation: 'GetBucketLocation',
      output: { LocationConstraint: 'eu-west-1' },
      body: /<LocationConstraint xmlns="[^"]+">eu-west-1</,
    },
    { operation: 'GetBucketPolicy', output: { Policy: '{"a":1}' }, body: /^\{"a":1\}$/ },
    {
      operation: 'CopyObject',
      output: { CopyObjectResult: { ETag: 'x' } },
      body: /<CopyObjectResult xmlns="[^"]+"><ETag>x</,
    },
    { operation: 'PutObject', output: { ETag: 'x' }, body: /^$/ },
  ])('of $operation is what S3 sends', ({ operation, output, body }) => {
    expect(answer(operation, output).body).toMatch(body);
  });
});

describe('a refusal', () => {
  test.each([
    {
      error: new AccessDeniedException('no <way>'),
      status: 403,
      body: /<Code>AccessDenied<\/Code><Message>no &lt;way&gt;</,
    },
    {
      error: new InternalFailure(),
      status: 500,
      body: /<Code>InternalError<\/Code><Message>We encountered an internal error/,
    },
  ])("of $error.code has S3's name for it", ({ error, status, body }) => {
    const refused = protocol.refuse(error, 's3', 'an id');
    expect(refused.status).toBe(status);
    expect(refused.body).toMatch(body);
    expect(refused.body).toMatch(/<RequestId>an id<\/RequestId><HostId>[\w+/]{76}<\/HostId><\/Error>$/);
  });
});
