import type { DecidingStatement, Decision } from '../../iam/decision.ts';
import type { Grant } from '../grant.ts';
import { codes, type FindingCode } from './codes.ts';
import type { CompiledRole } from './compiled-role.ts';
import type { AuditGroup, Finding, Fix, Severity, StatementReference } from './finding.ts';
import { additionOf, exceptionFrom, nameOf, referenceTo } from './fixes.ts';
import { findNearMiss } from './near-miss.ts';
import type { WrittenStatement } from './policy-source.ts';
import type { Verdict } from './verdict.ts';

/** What one state asked of one role, and what came of it. */
export interface JudgedPermission {
  readonly grant: Grant;
  readonly verdict: Verdict;
}

/** Where a finding stands. */
export type Where = Pick<Finding, 'machine' | 'path' | 'stateName' | 'group'> & {
  readonly group: AuditGroup;
  /** Whether the state names what it calls only when an execution runs. */
  readonly isDynamic: boolean;
};

/** One fault, and every permission that has it. */
interface Fault {
  readonly code: FindingCode;
  /** A clause that says what is wrong, after `The role may not do x on y`. */
  readonly because: string;
  readonly statement: StatementReference | undefined;
  readonly fix: (grants: readonly Grant[]) => Fix | undefined;
}

/** What is to be said of those permissions of a state that are not simply allowed: each fault once. */
export function permissionFindings(
  role: CompiledRole,
  where: Where,
  judged: readonly JudgedPermission[],
): readonly Finding[] {
  const byFault = new Map<string, { readonly fault: Fault; readonly grants: Grant[] }>();
  for (const { grant, verdict } of judged) {
    if (verdict.outcome === 'allowed') continue;
    for (const fault of faultsOf(role, where, { grant, verdict })) {
      const key = [
        fault.code,
        fault.because,
        fault.statement?.policyName,
        fault.statement?.statementIndex,
      ].join('\0');
      const known = byFault.get(key);
      if (known === undefined) byFault.set(key, { fault, grants: [grant] });
      else known.grants.push(grant);
    }
  }
  return [...byFault.values()].map(({ fault, grants }) => findingOf(role, where, fault, grants));
}

function findingOf(role: CompiledRole, where: Where, fault: Fault, grants: readonly Grant[]): Finding {
  const { machine, path, stateName, group } = where;
  const verb = fault.code === 'CONDITIONAL' || fault.code.startsWith('PARTLY') ? 'may not always' : 'may not';
  const deed = `${listed(grants.map(({ action }) => action))} on ${listed(grants.map(({ resource }) => resource))}`;
  return {
    code: fault.code,
    severity: severityOf(fault.code, where),
    machine,
    path,
    stateName,
    group,
    roleArn: role.arn,
    message: `${role.arn} ${verb} do ${deed}: ${fault.because}.${consequences[group] ?? ''}`,
    statement: fault.statement,
    fix: fault.fix(grants),
  };
}

const consequences: Readonly<Partial<Record<AuditGroup, string>>> = {
  poll: ' Whether the job has ended stays unknown, and the execution may wait until its timeout.',
  events:
    ' AWS refuses to create or update the state machine; where it exists, it only learns later, by polling, that a job has ended.',
  cancel: ' A job whose execution is stopped goes on, and costs.',
};

/** A job that goes on does not break the state, and what a run decides may be as it should. */
function severityOf(code: FindingCode, { group, isDynamic }: Where): Severity {
  const { severity } = codes[code];
  if (code.startsWith('PARTLY') && isDynamic) return 'note';
  return severity === 'error' && group === 'cancel' ? 'warning' : severity;
}

function faultsOf(
  role: CompiledRole,
  { group }: Where,
  { grant, verdict }: JudgedPermission,
): readonly Fault[] {
  const { outcome, decision, resources, openKeys } = verdict;
  switch (outcome) {
    case 'allowed':
      return [];
    case 'partly-allowed':
      return [
        {
          code: 'PARTLY_ALLOWED',
          because: `the policies allow only ${listed(resources)}`,
          statement: undefined,
          fix: (grants) => additionOf(ownPolicies(role), grants, addTo(role)),
        },
      ];
    case 'conditional':
      // Where the condition is a trust policy's, that is said with the rest of what it says.
      if (openKeys.length === 0) return [];
      return [
        {
          code: 'CONDITIONAL',
          because: `that depends on ${listed(openKeys)}, of which a definition says nothing`,
          statement: undefined,
          fix: () => undefined,
        },
      ];
    case 'partly-denied':
      return decision.decidedBy.map((statement) => denial(role, statement, 'PARTLY_DENIED'));
    case 'denied':
      // What a trust policy denies is said with the rest of what it says.
      return decision.decidedBy
        .filter(({ policyType }) => policyType !== 'trust policy')
        .map((statement) => denial(role, statement, denialCodes[statement.policyType] ?? 'EXPLICIT_DENY'));
    case 'missing':
      return missingFaults(role, group, grant, decision);
  }
  return outcome satisfies never;
}

const denialCodes: Readonly<Partial<Record<DecidingStatement['policyType'], FindingCode>>> = {
  'service control policy': 'DENIED_BY_SCP',
  'permissions boundary': 'DENIED_BY_BOUNDARY',
};

/** The fault that `statement` denies it. */
export function denial(role: CompiledRole, statement: DecidingStatement, code: FindingCode): Fault {
  const { policyType, policyName, account } = statement;
  return {
    code,
    because: `${nameOf(statement)} of the ${policyType} ${policyName} in account ${account} denies it`,
    statement,
    fix: () => exceptionFrom(role, statement, findWritten(role, statement)),
  };
}

function findWritten(role: CompiledRole, wanted: DecidingStatement): WrittenStatement | undefined {
  const { identity, boundary, trust, serviceControl = [] } = role;
  const sources = [
    ...identity,
    ...[boundary, trust].filter((source) => source !== undefined),
    ...serviceControl.flat(),
  ];
  return sources.find(({ name, type }) => name === wanted.policyName && type === wanted.policyType)
    ?.statements[wanted.statementIndex];
}

const missingCodes: Readonly<Record<AuditGroup, FindingCode>> = {
  call: 'MISSING_CALL',
  poll: 'MISSING_POLL',
  events: 'MISSING_EVENTS',
  cancel: 'MISSING_CANCEL',
  'pass-role': 'MISSING_PASS_ROLE',
  'assume-role': 'MISSING_ASSUME_ROLE',
};

function missingFaults(
  role: CompiledRole,
  group: AuditGroup,
  { action, resource }: Grant,
  { missing }: Decision,
): readonly Fault[] {
  return missing.flatMap(({ policyType, policies, account, isAlternative }): readonly Fault[] => {
    if (isAlternative) return [];
    const [policy] = policies;
    const place = { policyType, owner: policy?.owner ?? account ?? role.account, policyName: policy?.name };
    switch (policyType) {
      case 'identity-based policy': {
        if (role.unknownPolicyArns.length > 0) {
          const because = `no policy that was given allows it, and ${listed(role.unknownPolicyArns)} was not given`;
          return [{ code: 'CONDITIONAL', because, statement: undefined, fix: () => undefined }];
        }
        const near = findNearMiss(role, action, resource);
        const reference = near && referenceTo(near.statement);
        return [
          {
            code: near?.code ?? missingCodes[group],
            because:
              near === undefined || reference === undefined
                ? 'no policy of the role allows it'
                : `no policy allows it; ${nameOf(reference)} of ${reference.policyName} comes close, but ${near.message}`,
            statement: reference,
            fix: (grants) => additionOf(ownPolicies(role), grants, addTo(role)),
          },
        ];
      }
      case 'permissions boundary':
        return [
          {
            code: 'DENIED_BY_BOUNDARY',
            because: `the permissions boundary ${policy?.name ?? ''} of the role does not allow it`,
            statement: undefined,
            fix: (grants) =>
              additionOf(place, grants, `Allow it in the permissions boundary ${policy?.name ?? ''}.`),
          },
        ];
      case 'service control policy':
        return [
          {
            code: 'DENIED_BY_SCP',
            because: `no service control policy of its level (${listed(policies.map(({ name }) => name))}) allows it in account ${account ?? ''}`,
            statement: undefined,
            fix: (grants) =>
              additionOf(place, grants, `Allow it in a service control policy of account ${account ?? ''}.`),
          },
        ];
      default:
        // Trust and resource policies have findings of their own.
        return [];
    }
  });
}

function ownPolicies(role: CompiledRole) {
  return { policyType: 'identity-based policy' as const, owner: role.arn };
}

function addTo(role: CompiledRole): string {
  return `Add the statement to a policy of ${role.arn}.`;
}

/** How many names a message lists before it only counts them. */
const listedMax = 3;

/** `a, b and 4 more`. */
export function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, listedMax).join(', ');
  return distinct.length > listedMax ? `${shown} and ${distinct.length - listedMax} more` : shown;
}
