import type { ApplicablePolicies } from './applicable-policies.ts';
import { contextKeyReader } from './context-key.ts';
import { distinct } from './context-keys.ts';
import { evaluate } from './evaluate.ts';
import { type SourcedPolicy, type Statement, statementsFor } from './policy.ts';
import { principalMatch } from './principal-element.ts';
import { applies, isAllowedBySome, isDeniedBySome, type Question, questionOf } from './question.ts';
import type { AuthorizationRequest } from './request.ts';

/** What would become of a request, with everything that had a say in it. */
export interface Simulation {
  readonly effect: SimulatedEffect;
  /** Statements of identity, resource and boundary policies that speak about the request, in this order. */
  readonly denials: readonly MatchedStatement[];
  /** Statements of identity and resource policies that speak about the request. */
  readonly grants: readonly MatchedStatement[];
  /** What policies of one kind say by themselves; undefined where there are none of the kind. */
  readonly identity: SimulatedEffect;
  readonly boundary: SimulatedEffect | undefined;
  readonly resource: SimulatedEffect | undefined;
  /** Whether the service control policies of every level allow the request; undefined where there are none. */
  readonly isAllowedByOrganization: boolean | undefined;
  /** Condition keys that decide whether a statement about the action applies, and that the request has no values for. */
  readonly missingKeys: readonly string[];
}

export type SimulatedEffect = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

export interface MatchedStatement {
  readonly source: SourcedPolicy;
  readonly statement: Statement;
  readonly kind: 'identity' | 'resource' | 'boundary';
}

/**
 * What `evaluate` decides, and more of why. Slower, as it asks every statement.
 *
 * Where the organization does not allow a request, nothing else has a say: its policies are not the account's to see.
 */
export function simulate(request: AuthorizationRequest, policies: ApplicablePolicies): Simulation {
  const { identity, boundary, resource, serviceControl } = policies;
  const question = questionOf(request, boundary !== undefined);
  const isAllowedByOrganization = serviceControl?.every(
    (level) => isAllowedBySome(question, level) && !isDeniedBySome(question, level),
  );
  const asked = [
    ...(resource === undefined ? [] : [{ source: resource, kind: 'resource' } as const]),
    ...identity.map((source) => ({ source, kind: 'identity' }) as const),
    ...(boundary === undefined ? [] : [{ source: boundary, kind: 'boundary' } as const]),
  ];
  const matched = asked.flatMap(({ source, kind }) =>
    matching(question, source).map((statement) => ({ source, statement, kind })),
  );
  const ownPolicies = { ...policies, serviceControl: undefined };
  return {
    effect: isAllowedByOrganization === false ? 'ImplicitDeny' : evaluate(request, ownPolicies).effect,
    denials: matched.filter(({ statement }) => statement.effect === 'Deny'),
    grants: matched.filter(({ statement, kind }) => statement.effect === 'Allow' && kind !== 'boundary'),
    identity: effectOf(question, identity),
    boundary: boundary && effectOf(question, [boundary]),
    resource: resource && effectOf(question, [resource]),
    isAllowedByOrganization,
    missingKeys: distinct(asked.flatMap(({ source }) => missingKeys(question, source))),
  };
}

function matching(question: Question, { policy }: SourcedPolicy): readonly Statement[] {
  const { denies, allows } = statementsFor(policy, question.service);
  return [...denies, ...allows].filter((statement) => applies(question, statement) !== principalMatch.none);
}

function effectOf(question: Question, sources: readonly SourcedPolicy[]): SimulatedEffect {
  if (isDeniedBySome(question, sources)) return 'ExplicitDeny';
  return isAllowedBySome(question, sources) ? 'Allow' : 'ImplicitDeny';
}

function missingKeys(question: Question, { policy }: SourcedPolicy): readonly string[] {
  const { request, action, isBounded } = question;
  return policy.statements.flatMap((statement) => {
    if (!statement.matchesAction(action)) return [];
    if (statement.matchPrincipal(request.principal, isBounded) === principalMatch.none) return [];
    const { inResource, inCondition } = statement.keys;
    const ofResource = inResource.filter((key) => !hasValue(request, key));
    // Without the values in its Resource nobody knows whether the statement speaks about this one.
    if (ofResource.length === 0 && !statement.matchesResource(request.resource, request)) return [];
    return [...ofResource, ...inCondition.filter((key) => !hasValue(request, key))];
  });
}

function hasValue(request: AuthorizationRequest, key: string): boolean {
  return contextKeyReader(key)(request) !== undefined;
}
