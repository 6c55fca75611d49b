import { describe, expect, test } from 'vitest';
import { isClientInstalled, loadClientPackage } from '../../../src/connectors/aws-sdk/client-package.ts';
import { findOperationName, memberName } from '../../../src/connectors/aws-sdk/java-names.ts';
import { readServiceModel } from '../../../src/connectors/aws-sdk/read-schema.ts';
import type { ServiceModel } from '../../../src/connectors/aws-sdk/service-model.ts';
import { findSdkAction, findSdkService, listSdkServices } from '../../../src/connectors/catalog/aws-sdk.ts';

const installed = listSdkServices().filter(isClientInstalled);

async function modelOf(service: string): Promise<ServiceModel> {
  const client = await loadClientPackage(service);
  if (client === undefined) throw new Error(`the client of ${service} is not installed`);
  return client.model;
}

test('a client that is not installed is not loaded', async () => {
  expect(await loadClientPackage('quicksight')).toBeUndefined();
  expect(installed).toEqual(expect.arrayContaining(['dynamodb', 'ec2', 's3', 'secretsmanager', 'sfn']));
});

describe("what the SDK's schemas say of parameters is what the catalog says", () => {
  test.each(installed)('%s', async (service) => {
    const model = await modelOf(service);
    const actions = Object.keys(findSdkService(service)?.actions ?? {});
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      const name = findOperationName(model, action);
      if (name === undefined) continue;
      const shape = model.shapes[model.operations[name]?.input ?? ''];
      const members = shape?.type === 'structure' ? Object.keys(shape.members) : [];
      const known = findSdkAction(service, action)?.parameters;
      // An SDK and a catalog of different days differ by what was added meanwhile, never by what both spell.
      const spellings = new Map([...(known?.names ?? [])].map((spelled) => [spelled.toLowerCase(), spelled]));
      for (const member of members.map(memberName)) {
        expect(spellings.get(member.toLowerCase()) ?? member, `${action} ${member}`).toBe(member);
      }
    }
    const missing = actions.filter((action) => findOperationName(model, action) === undefined);
    expect(missing.length).toBeLessThanOrEqual(actions.length * 0.05);
  });
});

test.each<[string, string, string, string]>([
  ['s3', 'GetObjectOutput', 'Body', 'blob'],
  ['s3', 'GetObjectOutput', 'LastModified', 'timestamp'],
  ['s3', 'GetObjectOutput', 'ContentLength', 'number'],
  ['s3', 'GetObjectOutput', 'Metadata', 'map of string'],
  ['s3', 'GetObjectOutput', 'StorageClass', 'GetObjectOutput.StorageClass'],
  ['kms', 'EncryptResponse', 'CiphertextBlob', 'EncryptResponse.CiphertextBlob'],
  ['lambda', 'InvocationRequest', 'Payload', 'blob'],
  ['lambda', 'FunctionCode', 'ZipFile', 'bytes'],
  ['dynamodb', 'AttributeValue', 'SS', 'list of string'],
  ['dynamodb', 'AttributeValue', 'M', 'MapAttributeValue'],
  ['bedrockruntime', 'ToolUseBlock', 'input', 'document'],
])('%s: %s.%s is %s', async (service, structure, member, shape) => {
  const found = (await modelOf(service)).shapes[structure];
  expect(found?.type === 'structure' && found.members[member]).toEqual({ shape });
});

test('exceptions have the codes of the query protocol where they have some', async () => {
  const { shapes } = await modelOf('sqs');
  expect(shapes.QueueDoesNotExist).toMatchObject({
    exception: true,
    error: { code: 'AWS.SimpleQueueService.NonExistentQueue' },
  });
});

test('a structure that contains itself is read once, its required members first', () => {
  const tree: unknown[] = [
    3,
    'n',
    'Tree',
    0,
    ['name', 'children'],
    [0, () => [1, 'n', 'Trees', 0, () => tree]],
    1,
  ];
  const grow = [9, 'n', 'Grow', 0, () => tree, () => 'unit'];
  expect(readServiceModel({ grow }, () => undefined)).toEqual({
    operations: { Grow: { input: 'Tree' } },
    shapes: {
      string: { type: 'string' },
      Tree: {
        type: 'structure',
        members: { name: { shape: 'string' }, children: { shape: 'Trees' } },
        required: ['name'],
      },
      Trees: { type: 'list', member: { shape: 'Tree' } },
    },
  });
});
