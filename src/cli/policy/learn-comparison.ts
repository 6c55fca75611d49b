import { type Arn, parseArn } from '../../base/arn.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { Statement } from '../../iam/policy.ts';
import { roleSession } from '../../iam/principal.ts';
import type { AuthorizationRequest } from '../../iam/request.ts';
import type { PolicyDocument, PolicyStatement } from '../../policy-generator/policy.ts';
import type { RecordedCall } from './learn-calls.ts';
import { wasAllowed } from './learn-policy.ts';

/** What a role did, held against the policies that were generated for it. */
export interface Comparison {
  /** Done, though the generated policies do not allow it. */
  readonly usedOnly: readonly RecordedCall[];
  /** Allowed by the generated policies, and never done. */
  readonly generatedOnly: readonly GeneratedGrant[];
}

export interface GeneratedGrant {
  /** The statement that allows it. */
  readonly sid: string | undefined;
  readonly action: string;
  readonly resource: string;
}

export function compare(
  roleArn: Arn,
  calls: readonly RecordedCall[],
  generated: readonly PolicyDocument[],
): Comparison {
  const attempts = calls.map((call) => ({ call, request: requestOf(roleArn, call) }));
  const grants = generated.flatMap(({ Statement: statements }) => statements.flatMap(grantsOf));
  const compiled = generated.flatMap(compile);
  return {
    usedOnly: attempts
      .filter(({ call }) => wasAllowed(call))
      .filter(({ request }) => !compiled.some((statement) => isAbout(statement, request)))
      .map(({ call }) => call),
    generatedOnly: grants
      .filter((grant) => !attempts.some((attempt) => isUsedBy(grant, attempt)))
      .map(({ sid, action, resource }) => ({ sid, action, resource })),
  };
}

/** A call, and what it asked of IAM. */
interface Attempt {
  readonly call: RecordedCall;
  readonly request: AuthorizationRequest;
}

/** One action on one resource, with the statement that says only so much. */
interface CompiledGrant extends GeneratedGrant {
  readonly statement: Statement;
}

/** A call that was refused needed its grant as well. */
function isUsedBy({ statement, resource }: CompiledGrant, { call, request }: Attempt): boolean {
  if (isAbout(statement, request)) return true;
  // Of calls whose resources were too many to tell apart, this one may have been among them.
  if (!call.isPrefix || !resource.startsWith(call.resource)) return false;
  return statement.matchesAction(request.action.toLowerCase()) && statement.meetsCondition(request);
}

/** Each of the statement's actions on each of its resources, by itself. */
function grantsOf({ Sid: sid, Action, Resource, ...rest }: PolicyStatement): readonly CompiledGrant[] {
  return Action.flatMap((action) =>
    Resource.flatMap((resource) => {
      const alone = { ...rest, Action: [action], Resource: [resource] };
      return compile({ Version: '2012-10-17', Statement: [alone] }).map((statement) => ({
        sid,
        action,
        resource,
        statement,
      }));
    }),
  );
}

function compile(document: PolicyDocument): readonly Statement[] {
  return parsePolicy(JSON.stringify(document), 'identity').statements;
}

function requestOf(
  roleArn: Arn,
  { action, resource, isPrefix, context }: RecordedCall,
): AuthorizationRequest {
  const principal = roleSession({ roleArn, sessionName: 'learning' });
  const account = parseArn(resource)?.account;
  return {
    principal,
    action,
    resource: isPrefix ? `${resource}*` : resource,
    resourceAccount: account === '' ? undefined : account,
    context,
  };
}

function isAbout(statement: Statement, request: AuthorizationRequest): boolean {
  return (
    statement.matchesAction(request.action.toLowerCase()) &&
    statement.matchesResource(request.resource, request) &&
    statement.meetsCondition(request)
  );
}
