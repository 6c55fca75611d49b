import { describe, expect, test } from 'vitest';
import { movedTo, standInFor, textParts } from '../../../src/policy-generator/formats/stand-in.ts';
import { aMachine, aTaskOf } from '../a-machine.ts';
import type { StatementJson } from '../statement-sets.ts';
import { putBack } from './declared-documents.ts';
import { roleSets } from './role-sets.ts';

test.each([
  ['us-east-1', 'us-elsewhere-1'],
  ['us-gov-west-1', 'us-gov-elsewhere-1'],
  ['cn-north-1', 'cn-elsewhere-1'],
])('what stands for %s is a region of the same partition', (region, standIn) => {
  expect(standInFor([aMachine({}, { region })]).region).toBe(standIn);
});

test('a stand-in is nowhere in the definitions', () => {
  const definition = aTaskOf('lambda:invoke', {
    FunctionName: 'arn:aws:lambda:us-elsewhere-1:000000000000:function:f',
  });
  expect(standInFor([aMachine(definition)])).toEqual({
    partition: 'aws',
    region: 'us-elsewhere-2',
    account: '000000000001',
  });
});

test('a machine moves with its execution role', () => {
  const [moved] = movedTo([aMachine({})], {
    partition: 'aws',
    region: 'us-elsewhere-1',
    account: '000000000000',
  });
  expect(moved).toMatchObject({
    region: 'us-elsewhere-1',
    account: '000000000000',
    executionRoleArn: 'arn:aws:iam::000000000000:role/Execution',
  });
});

const standIn = { partition: 'aws', region: 'us-elsewhere-1', account: '000000000000' };

test.each([
  ['arn:aws:s3:::bucket', ['arn:aws:s3:::bucket']],
  ['000000000000', [{ place: 'account' }]],
  [
    'arn:aws:sns:us-elsewhere-1:000000000000:t',
    ['arn:', { place: 'partition' }, ':sns:', { place: 'region' }, ':', { place: 'account' }, ':t'],
  ],
  [
    'arn:aws:sns:us-east-1:000000000000:t',
    ['arn:', { place: 'partition' }, ':sns:us-east-1:', { place: 'account' }, ':t'],
  ],
])('the pieces of %s', (text, parts) => {
  expect(textParts(text, standIn)).toEqual(parts);
});

describe('put back where the machine is, portable policies are those without stand-ins', () => {
  test.each(roleSets)('$name', ({ set }) => {
    if (set.executionRole === undefined) throw new Error('a set with an execution role');
    const { documents, portable } = set.executionRole;
    const { trustPolicy, policies } = putBack(portable, set);
    expect(trustPolicy).toEqual(documents.trustPolicy);
    expect(grantsOf(policies)).toEqual(grantsOf(documents.policies));
  });
});

/** Each action on each resource by itself. */
function grantsOf(
  policies: readonly { readonly document: { readonly Statement: readonly StatementJson[] } }[],
): readonly string[] {
  const grants = policies
    .flatMap(({ document }) => document.Statement)
    .flatMap(({ Action, Resource, Condition }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource].flat().map((resource) => JSON.stringify([action, resource, Condition])),
        ),
    );
  return [...new Set(grants)].sort();
}
