import { type EvaluationResult, IAM, type Statement } from '@aws-sdk/client-iam';
import { type Arn, parseArn } from '../../base/arn.ts';
import type { Json } from '../../base/json.ts';
import { derivedContext } from '../../iam/context-key.ts';
import { evaluate } from '../../iam/evaluate.ts';
import { explainDecision } from '../../iam/explain.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import { type AccountPrincipal, iamUser, roleSession } from '../../iam/principal.ts';
import type { RequestContext } from '../../iam/request.ts';
import { statementPositions } from '../../iam/statement-positions.ts';
import { type AskedServer, settingsFor } from './client-settings.ts';
import { type NamedPrincipal, type PrincipalDocuments, readDocuments } from './explain-documents.ts';

export interface ExplainRequest extends AskedServer {
  /** A user or a role. */
  readonly principalArn: Arn;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Whether a principal may do something, and why. */
export interface Explanation {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly principalArn: Arn;
  readonly action: string;
  readonly resource: string;
  /** In sentences; undefined where the policies themselves may not be read. */
  readonly reason: string | undefined;
  readonly statements: readonly DecidingStatement[];
  /** Condition keys that some statement asks for and that no value was given for. */
  readonly missingContextKeys: readonly string[];
  /** Undefined where the principal has no boundary, or is in no organization. */
  readonly isAllowedByBoundary: boolean | undefined;
  readonly isAllowedByOrganization: boolean | undefined;
}

export interface DecidingStatement {
  readonly policy: string;
  /** `IAM Policy`, `Permissions Boundary Policy`. */
  readonly policyType: string;
  /** `3:17`; lines and columns count from 1. */
  readonly start: string;
  readonly end: string;
  /** Undefined where the policy may not be read. */
  readonly statement: Json | undefined;
}

/** Asks the server for its verdict and reads the policies that it comes from. Rejects where there is none. */
export async function explainAccess(request: ExplainRequest): Promise<Explanation> {
  const { principalArn, action, resource, context } = request;
  const principal = principalOf(principalArn);
  const iam = new IAM(await settingsFor(principal.account, request));
  try {
    const { EvaluationResults: [result] = [] } = await iam.simulatePrincipalPolicy({
      PolicySourceArn: principalArn,
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: Object.entries(context).map(([ContextKeyName, ContextKeyValues]) => ({
        ContextKeyName,
        ContextKeyValues: [...ContextKeyValues],
        ContextKeyType: ContextKeyValues.length === 1 ? 'string' : 'stringList',
      })),
    });
    if (result === undefined) throw new Error('the server gave no result of the simulation');
    const documents = await readDocuments(iam, namedPrincipal(principalArn)).catch(() => undefined);
    return explanationOf(request, result, documents);
  } finally {
    iam.destroy();
  }
}

function explanationOf(
  request: ExplainRequest,
  result: EvaluationResult,
  documents: PrincipalDocuments | undefined,
): Explanation {
  const { principalArn, action, resource } = request;
  const decision = result.EvalDecision ?? 'implicitDeny';
  const [specific] = result.ResourceSpecificResults ?? [];
  const missing = [...(result.MissingContextValues ?? []), ...(specific?.MissingContextValues ?? [])];
  const isAllowedByOrganization = result.OrganizationsDecisionDetail?.AllowedByOrganizations;
  return {
    decision,
    principalArn,
    action,
    resource,
    reason: isAllowedByOrganization === false ? byOrganization : reasonOf(request, decision, documents),
    statements: (result.MatchedStatements ?? []).map((statement) => decidingStatement(statement, documents)),
    missingContextKeys: [...new Set(missing)],
    isAllowedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    isAllowedByOrganization,
  };
}

const byOrganization = "The organization's service control policies do not allow it.";

/** What this evaluator says of the same policies; undefined where it comes to another verdict than the server. */
function reasonOf(
  { principalArn, action, resource, context }: ExplainRequest,
  decision: Explanation['decision'],
  documents: PrincipalDocuments | undefined,
): string | undefined {
  if (documents === undefined) return undefined;
  const principal = principalOf(principalArn);
  const account = parseArn(resource)?.account;
  const resourceAccount = account === undefined || account === '' ? principal.account : account;
  const source = (name: string, text: string): SourcedPolicy => ({
    policy: parsePolicy(text, 'identity'),
    name,
    owner: principalArn,
    account: principal.account,
  });
  const found = evaluate(
    {
      principal,
      action,
      resource,
      resourceAccount,
      context: { ...derivedContext({ principal, resourceAccount }), ...singleValues(context) },
      isContextComplete: true,
    },
    {
      identity: [...documents.attached].map(([name, text]) => source(name, text)),
      boundary: documents.boundary && source(documents.boundary.id, documents.boundary.text),
    },
  );
  return effects[found.effect] === decision ? explainDecision(found) : undefined;
}

const effects = { Allow: 'allowed', ExplicitDeny: 'explicitDeny', ImplicitDeny: 'implicitDeny' } as const;

function singleValues(context: ExplainRequest['context']): RequestContext {
  return Object.fromEntries(
    Object.entries(context).map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function decidingStatement(
  { SourcePolicyId: policy = '', SourcePolicyType, StartPosition, EndPosition }: Statement,
  documents: PrincipalDocuments | undefined,
): DecidingStatement {
  const start = `${StartPosition?.Line}:${StartPosition?.Column}`;
  const end = `${EndPosition?.Line}:${EndPosition?.Column}`;
  const { attached, boundary } = documents ?? {};
  const text = attached?.get(policy) ?? (boundary?.id === policy ? boundary.text : undefined);
  const statement = text === undefined ? undefined : statementAt(text, { start, end });
  return { policy, policyType: SourcePolicyType ?? '', start, end, statement };
}

function statementAt(
  text: string,
  place: { readonly start: string; readonly end: string },
): Json | undefined {
  const index = statementPositions(text).findIndex(
    ({ start, end }) =>
      `${start.line}:${start.column}` === place.start && `${end.line}:${end.column}` === place.end,
  );
  const { Statement: statements } = JSON.parse(text) as { readonly Statement: Json };
  const list = Array.isArray(statements) ? (statements as readonly Json[]) : [statements];
  return list[index];
}

/** Throws where `arn` is that of no user and no role. */
function namedPrincipal(arn: Arn): NamedPrincipal {
  const [, type, name] = /^arn:[\w-]+:iam::\d{12}:(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if ((type === 'user' || type === 'role') && name !== undefined) return { type, name };
  throw new Error(`${arn} is neither a user nor a role: name the role itself, not a session of it.`);
}

function principalOf(arn: Arn): AccountPrincipal {
  if (namedPrincipal(arn).type === 'user') return iamUser({ arn });
  return roleSession({ roleArn: arn, sessionName: 'explanation' });
}
