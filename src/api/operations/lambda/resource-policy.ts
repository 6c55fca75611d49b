import { type Arn, isAccountId, parseArn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../../iam/policy.ts';
import type { FunctionPolicyBody } from '../../../store/resources/functions.ts';

/** The members of AddPermission that make a statement. */
export interface StatementInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly EventSourceToken?: string;
  readonly PrincipalOrgID?: string;
  readonly FunctionUrlAuthType?: string;
  readonly InvokedViaFunctionUrl?: boolean;
}

/**
 * The statement that Lambda makes of an AddPermission about `resourceArn`.
 *
 * Throws InvalidParameterValueException where nobody can be called what `Principal` says.
 */
export function composeStatement(input: StatementInput, resourceArn: Arn): JsonObject {
  const conditions = composeConditions(input);
  const statement = {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: composePrincipal(input.Principal, resourceArn),
    Action: input.Action,
    Resource: resourceArn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
  try {
    parsePolicy(documentOf([statement]), 'resource');
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument)) throw error;
    throw new InvalidParameterValueException(
      'The provided principal was invalid. Please check the principal and try again.',
    );
  }
  return statement;
}

/** The policy as GetPolicy shows it. */
export function policyText({ statements }: FunctionPolicyBody): string {
  return JSON.stringify(documentOf(statements));
}

const compiledPolicies = new WeakMap<FunctionPolicyBody, SourcedPolicy>();

/** The policy ready to be asked, compiled once per stored body. */
export function compileResourcePolicy(body: FunctionPolicyBody): SourcedPolicy {
  const known = compiledPolicies.get(body);
  if (known !== undefined) return known;
  const { resourceArn, statements } = body;
  const compiled = {
    policy: parsePolicy(documentOf(statements), 'resource'),
    name: 'function policy',
    owner: resourceArn,
    account: parseArn(resourceArn)?.account ?? '',
  };
  compiledPolicies.set(body, compiled);
  return compiled;
}

function documentOf(statements: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Id: 'default', Statement: statements };
}

function composePrincipal(principal: string, resourceArn: Arn): string | JsonObject {
  if (principal === '*') return principal;
  if (isAccountId(principal)) {
    const partition = parseArn(resourceArn)?.partition ?? 'aws';
    return { AWS: `arn:${partition}:iam::${principal}:root` };
  }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function composeConditions(input: StatementInput): JsonObject {
  const { SourceArn, SourceAccount, EventSourceToken } = input;
  const { PrincipalOrgID, FunctionUrlAuthType, InvokedViaFunctionUrl } = input;
  const equals = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
    ...(EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': EventSourceToken }),
    ...(FunctionUrlAuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) } }),
  };
}
