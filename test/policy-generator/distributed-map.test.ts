import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { callsOf } from '../../src/policy-generator/calls.ts';
import { distributedMapNeeds } from '../../src/policy-generator/distributed-map.ts';
import { aMachine } from './a-machine.ts';

interface Case {
  readonly title: string;
  readonly map: JsonObject;
  readonly executionType?: 'STANDARD' | 'EXPRESS';
  readonly language?: 'JSONata';
  /** `group action, action on resource`; what every Map of Express children needs is left out. */
  readonly needs: readonly string[];
  /** Where the remarks are about, the Map's own path left out. */
  readonly remarks?: readonly string[];
}

const read = (parameters: JsonObject, readerConfig: JsonObject = { InputType: 'CSV' }): JsonObject => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: readerConfig,
    Parameters: parameters,
  },
});

const list = (parameters: JsonObject, readerConfig: JsonObject = {}): JsonObject => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    ReaderConfig: readerConfig,
    Parameters: parameters,
  },
});

const write = (parameters: JsonObject): JsonObject => ({
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: parameters },
});

const writing = 's3:PutObject, s3:GetObject, s3:ListMultipartUploadParts, s3:AbortMultipartUpload';

const cases: readonly Case[] = [
  {
    title: 'children that run as Standard are looked at, stopped and redriven by the label of their Map',
    map: { Label: 'each' },
    executionType: 'STANDARD',
    needs: [
      'call states:RedriveExecution on ~states:@:execution:MyWorkflow/each:*',
      'poll states:DescribeExecution on ~states:@:execution:MyWorkflow/each:*',
      'cancel states:StopExecution on ~states:@:execution:MyWorkflow/each:*',
    ],
  },
  {
    title: 'a label that AWS chooses may be any',
    map: {},
    executionType: 'STANDARD',
    needs: [
      'call states:RedriveExecution on ~states:@:execution:MyWorkflow/*:*',
      'poll states:DescribeExecution on ~states:@:execution:MyWorkflow/*:*',
      'cancel states:StopExecution on ~states:@:execution:MyWorkflow/*:*',
    ],
  },
  { title: 'children that run as Express are only started', map: { Label: 'each' }, needs: [] },
  {
    title: 'an object is read',
    map: read({ Bucket: 'b', Key: 'in/a*.csv' }),
    needs: [`call s3:GetObject on ~s3:::b/in/a\${*}.csv`],
    remarks: ['/ItemReader'],
  },
  {
    title: 'a version of an object is read',
    map: read({ Bucket: 'b', Key: 'k', VersionId: '1' }),
    needs: ['call s3:GetObjectVersion on ~s3:::b/k'],
    remarks: ['/ItemReader'],
  },
  {
    title: 'a key of which a part is known',
    map: read({ Bucket: 'b', 'Key.$': "States.Format('in/{}', $.name)" }),
    needs: ['call s3:GetObject on ~s3:::b/in/*'],
    remarks: ['/ItemReader/Parameters/Key', '/ItemReader'],
  },
  {
    title: 'a bucket that only a run names',
    map: read({ 'Bucket.$': '$.bucket', Key: 'k' }),
    needs: ['call s3:GetObject on *'],
    remarks: ['/ItemReader/Parameters/Bucket', '/ItemReader'],
  },
  {
    title: 'an inventory lists files beside the folder of its date',
    map: read({ Bucket: 'b', Key: 'inv/src/all/2024-01-01T00-00Z/manifest.json' }, { InputType: 'MANIFEST' }),
    needs: [
      'call s3:GetObject on ~s3:::b/inv/src/all/2024-01-01T00-00Z/manifest.json',
      'call s3:GetObject on ~s3:::b/inv/src/all/data/*',
    ],
    remarks: ['/ItemReader'],
  },
  {
    title: 'an inventory whose manifest only a run names',
    map: read({ Bucket: 'b', 'Key.$': '$.key' }, { ManifestType: 'S3_INVENTORY' }),
    needs: ['call s3:GetObject on ~s3:::b/*', 'call s3:GetObject on ~s3:::b/*'],
    remarks: ['/ItemReader/Parameters/Key', '/ItemReader'],
  },
  {
    title: 'a manifest of Athena lists files anywhere',
    map: read({ Bucket: 'b', Key: 'q-manifest.csv' }, { ManifestType: 'ATHENA_DATA', InputType: 'PARQUET' }),
    needs: ['call s3:GetObject on ~s3:::b/q-manifest.csv', 'call s3:GetObject on *'],
    remarks: ['/ItemReader', '/ItemReader/ReaderConfig'],
  },
  {
    title: 'a listing is one of a prefix, and reads nothing',
    map: list({ Bucket: 'b', Prefix: 'in/' }),
    needs: ['call s3:ListBucket on ~s3:::b where s3:prefix is in/'],
  },
  { title: 'a listing of all', map: list({ Bucket: 'b' }), needs: ['call s3:ListBucket on ~s3:::b'] },
  {
    title: 'a listing whose prefix only a run names',
    map: list({ Bucket: 'b', 'Prefix.$': '$.prefix' }),
    needs: ['call s3:ListBucket on ~s3:::b'],
    remarks: ['/ItemReader/Parameters/Prefix'],
  },
  {
    title: 'a listing whose objects hold the items reads them',
    map: list({ Bucket: 'b', Prefix: 'in' }, { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' }),
    needs: ['call s3:ListBucket on ~s3:::b where s3:prefix is in', 'call s3:GetObject on ~s3:::b/in*'],
    remarks: ['/ItemReader'],
  },
  {
    title: 'results are written below a prefix',
    map: write({ Bucket: 'out', Prefix: 'jobs' }),
    needs: [`call ${writing} on ~s3:::out/jobs/*`],
    remarks: ['/ResultWriter'],
  },
  {
    title: 'results are written without a prefix',
    map: write({ Bucket: 'out' }),
    needs: [`call ${writing} on ~s3:::out/*`],
    remarks: ['/ResultWriter'],
  },
  {
    title: 'results are written where only a run says',
    map: write({ 'Bucket.$': '$.bucket', 'Prefix.$': '$.prefix' }),
    needs: [`call ${writing} on *`],
    remarks: ['/ResultWriter/Parameters/Bucket', '/ResultWriter/Parameters/Prefix', '/ResultWriter'],
  },
  {
    title: 'results that stay in the output are not written',
    map: { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } },
    needs: [],
  },
  {
    title: 'what JSONata puts together',
    language: 'JSONata',
    map: {
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Arguments: { Bucket: "{% 'b-' & 'live' %}", Key: "{% 'in/' & $states.input.key %}" },
      },
    },
    needs: ['call s3:GetObject on ~s3:::b-live/in/*'],
    remarks: ['/ItemReader/Arguments/Key', '/ItemReader'],
  },
];

const start = 'call states:StartExecution on ~states:@:stateMachine:MyWorkflow';

describe('a distributed Map', () => {
  test.for(cases)('$title', ({ map, executionType = 'EXPRESS', language, needs, remarks = [] }) => {
    const [call] = callsOf(aMachine(definitionOf(map, executionType, language)));
    const found = call?.type === 'DistributedMap' ? distributedMapNeeds(call) : undefined;
    const texts = found?.needs.map(({ group, actions, resources, condition }) => {
      const places = resources.map((resource) =>
        resource.replace('arn:aws:', '~').replace('us-east-1:111122223333', '@'),
      );
      const prefixes = condition?.StringLike?.['s3:prefix'] ?? [];
      const where = prefixes.length > 0 ? ` where s3:prefix is ${prefixes.join(', ')}` : '';
      return `${group} ${actions.join(', ')} on ${places.join(', ')}${where}`;
    });
    expect(texts).toEqual([start, ...needs]);
    expect(found?.remarks.map(({ path }) => path)).toEqual(remarks.map((path) => `/States/Each${path}`));
  });
});

function definitionOf(map: JsonObject, executionType: string, language: string | undefined): JsonObject {
  return {
    ...(language !== undefined && { QueryLanguage: language }),
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: 'Nothing',
          States: { Nothing: { Type: 'Pass', End: true } },
        },
        ...map,
        End: true,
      },
    },
  };
}
