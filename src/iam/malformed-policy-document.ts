import { AwsError } from '../base/aws-error.ts';

/**
 * A policy document that IAM refuses.
 *
 * The message begins with AWS's wording; what stands in parentheses after it is the place in the document, and
 * where it helps what was expected there.
 */
export class MalformedPolicyDocument extends AwsError {
  readonly code = 'MalformedPolicyDocument';

  constructor(wording: string, place?: string, expectation?: string) {
    super(place === undefined ? wording : `${wording} (${located(place, expectation)})`);
  }
}

function located(place: string, expectation: string | undefined): string {
  return expectation === undefined ? place : `${place}: ${expectation}`;
}

export const syntaxErrors = 'Syntax errors in policy.';
export const failedLegacyParsing = 'The policy failed legacy parsing';
