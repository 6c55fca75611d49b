import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentCountRemarks, documentsOf } from '../../src/policy-generator/documents.ts';
import type { PolicyDocument, PolicyStatement } from '../../src/policy-generator/policy.ts';

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const charactersMax = 6_144;

const texts = (length: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '*', '"', 'é'), minLength: 1, maxLength: length });

const statements: fc.Arbitrary<readonly PolicyStatement[]> = fc
  .array(
    fc.record({
      actions: fc.array(texts(30), { minLength: 1, maxLength: 5 }),
      resources: fc.array(texts(180), { minLength: 1, maxLength: 90 }),
      prefixes: fc.option(fc.array(texts(30), { minLength: 1, maxLength: 3 }), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((parts) =>
    parts.map(({ actions, resources, prefixes }, index) => ({
      Sid: `Statement${index}`,
      Effect: 'Allow' as const,
      Action: actions,
      Resource: resources,
      ...(prefixes !== undefined && { Condition: { StringLike: { 's3:prefix': prefixes } } }),
    })),
  );

/** What is allowed, one action on one resource at a time. */
function grantsOf(from: readonly PolicyStatement[]): readonly string[] {
  const grants = from.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) => Resource.map((resource) => JSON.stringify([action, resource, Condition]))),
  );
  return [...new Set(grants)].sort();
}

function statementsIn(documents: readonly PolicyDocument[]): readonly PolicyStatement[] {
  return documents.flatMap(({ Statement }) => Statement);
}

test('documents allow together what the statements allow, and each keeps to the size of a managed policy', () => {
  fc.assert(
    fc.property(statements, (given) => {
      const documents = documentsOf(given);
      expect(grantsOf(statementsIn(documents))).toEqual(grantsOf(given));
      for (const document of documents) {
        expect(JSON.stringify(document).length).toBeLessThanOrEqual(charactersMax);
        expect(document.Statement.length).toBeGreaterThan(0);
      }
      const sids = statementsIn(documents).map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
    }),
    { numRuns: 150 },
  );
});

test('statements that fit into one document are one document', () => {
  const given: readonly PolicyStatement[] = ['a', 'b', 'c'].map((name) => ({
    Sid: name,
    Effect: 'Allow',
    Action: [`sqs:${name}`],
    Resource: ['*'],
  }));
  expect(documentsOf(given)).toEqual([{ Version: '2012-10-17', Statement: given }]);
  expect(documentsOf([])).toEqual([]);
});

test.for([
  { count: 10, remarks: [] },
  { count: 11, remarks: ['/'] },
])('$count policies of a role have $remarks.length remarks', ({ count, remarks }) => {
  const documents = Array.from(
    { length: count },
    (): PolicyDocument => ({ Version: '2012-10-17', Statement: [] }),
  );
  expect(documentCountRemarks(documents, 'The execution role').map(({ path }) => path)).toEqual(remarks);
});
