import { describe, expect, test } from 'vitest';
import { AwsError } from '../../src/base/aws-error.ts';
import { MalformedPolicyDocument } from '../../src/iam/malformed-policy-document.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import { malformed, wellFormed } from './cases/malformed.ts';

describe('a malformed document is refused with AWS’s wording and the place of its fault', () => {
  test.each(malformed)('$title', ({ kind, document, message }) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(() => parsePolicy(text, kind)).toThrow(new MalformedPolicyDocument(message));
    if (typeof document !== 'string') {
      const value = JSON.parse(text);
      expect(() => parsePolicy(value, kind)).toThrow(new MalformedPolicyDocument(message));
    }
  });

  test('the refusal is an answer of IAM: MalformedPolicyDocument with status 400', () => {
    const refusal = new MalformedPolicyDocument('Syntax errors in policy.');
    expect(refusal).toBeInstanceOf(AwsError);
    expect(refusal).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 });
  });
});

describe('a document that AWS takes is taken', () => {
  test.each(wellFormed)('%s (%s)', (_, kind, document) => {
    const statements = Array.isArray(document.Statement) ? document.Statement.length : 1;
    expect(parsePolicy(JSON.stringify(document), kind)).toMatchObject({ kind });
    expect(parsePolicy(document, kind).statements).toHaveLength(statements);
  });
});
