import type { Decision } from '../../iam/decision.ts';
import { evaluate } from '../../iam/evaluate.ts';
import type { AuthorizationRequest, RequestContext } from '../../iam/request.ts';
import type { Condition } from '../policy.ts';
import { type CompiledRole, knownKeysOf } from './compiled-role.ts';
import { contextsOf } from './context.ts';
import { describes, hasWildcard, instanceOf, mayMeet, overlap, tokensOf } from './glob.ts';
import { openKeysOf, type WrittenStatement } from './policy-source.ts';

/**
 * Whether a role may do what a state needs.
 *
 * `partly-allowed` and `partly-denied`: the state may name several resources, and the policies tell between them;
 * `conditional`: the answer lies in a condition that a definition says nothing of.
 */
export type Outcome = 'allowed' | 'partly-allowed' | 'partly-denied' | 'conditional' | 'denied' | 'missing';

export interface Verdict {
  readonly outcome: Outcome;
  readonly decision: Decision;
  /** Where it is partly allowed: to which resources, as policies write them. */
  readonly resources: readonly string[];
  /** Where it is conditional: by which condition keys. */
  readonly openKeys: readonly string[];
}

/** One action on one resource, as a Resource element writes it. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly condition: Condition | undefined;
  readonly partition: string;
  readonly region: string;
  /** Whether IAM knows no resources of the action, which then is asked of `*`. */
  readonly hasNoResources: boolean;
}

/** What `role` may do of what is asked. */
export function judge(role: CompiledRole, ask: Ask): Verdict {
  const contexts = contextsOf(ask.condition, ask.partition).map((context) => ({
    ...context,
    'aws:RequestedRegion': ask.region,
    'aws:SecureTransport': 'true',
  }));
  const verdicts = contexts.map((context) => judgeIn(role, ask, context));
  return verdicts.find(({ outcome }) => outcome !== 'allowed') ?? (verdicts[0] as Verdict);
}

function judgeIn(role: CompiledRole, ask: Ask, context: RequestContext): Verdict {
  const bounds = role.policiesFor(context);
  const isOpen = hasWildcard(ask.resource) && !ask.hasNoResources;
  const requestOn = (resource: string): AuthorizationRequest => ({
    principal: role.principal,
    action: ask.action,
    resource,
    context,
  });
  const request = requestOn(ask.hasNoResources ? '*' : instanceOf(ask.resource));
  const certain = evaluate(request, bounds.certain);
  if (certain.isAllowed) {
    const denial = isOpen
      ? findDenial(role, ask, (resource) => evaluate(requestOn(resource), bounds.possible))
      : undefined;
    return denial === undefined ? verdict('allowed', certain) : verdict('partly-denied', denial);
  }
  const possible = evaluate(request, bounds.possible);
  if (possible.isAllowed)
    return { ...verdict('conditional', certain), openKeys: openKeys(role, ask, context) };
  const resources = isOpen
    ? allowedOf(role, ask, (resource) => evaluate(requestOn(resource), bounds.certain))
    : [];
  if (resources.length > 0) return { ...verdict('partly-allowed', possible), resources };
  return verdict(possible.effect === 'ExplicitDeny' ? 'denied' : 'missing', possible);
}

function verdict(outcome: Outcome, decision: Decision): Verdict {
  return { outcome, decision, resources: [], openKeys: [] };
}

type Evaluate = (resource: string) => Decision;

/** Of what the state may name, something that a statement denies. */
function findDenial(role: CompiledRole, ask: Ask, decide: Evaluate): Decision | undefined {
  for (const { shared } of overlapsOf(ask, deniesOf(role))) {
    const decision = decide(shared);
    if (decision.effect === 'ExplicitDeny') return decision;
  }
  return undefined;
}

/** Of what the state may name, what statements allow. */
function allowedOf(role: CompiledRole, ask: Ask, decide: Evaluate): readonly string[] {
  const allows = role.identity.flatMap(({ statements }) => statements).filter(isAllow);
  const allowed = overlapsOf(ask, allows).filter(({ shared }) => decide(shared).isAllowed);
  return [...new Set(allowed.map(({ resource }) => resource))];
}

function isAllow({ fields }: WrittenStatement): boolean {
  return fields.Effect === 'Allow';
}

function deniesOf({ identity, boundary, serviceControl = [] }: CompiledRole): readonly WrittenStatement[] {
  const sources = [...identity, ...(boundary === undefined ? [] : [boundary]), ...serviceControl.flat()];
  return sources.flatMap(({ statements }) => statements).filter((statement) => !isAllow(statement));
}

/** Resources compared for one ask, beyond which what is granted or denied in part goes unnoticed. */
const comparedMax = 2_000;

/** What the resources of `statements` have in common with what is asked. */
function overlapsOf(
  { action, resource: asked }: Ask,
  statements: readonly WrittenStatement[],
): readonly { readonly resource: string; readonly shared: string }[] {
  const tokens = tokensOf(asked);
  const named = statements.filter(({ fields }) => matchesAction(fields.Action, action));
  const resources = named.flatMap(({ fields }) => fields.Resource ?? []).slice(0, comparedMax);
  return resources.flatMap((resource) => {
    if (!mayMeet(asked, resource)) return [];
    const shared = overlap(tokens, tokensOf(resource));
    return shared === undefined ? [] : [{ resource, shared }];
  });
}

/** Whether one of a statement's actions describes `action`; without any it may be every one. */
export function matchesAction(patterns: readonly string[] | undefined, action: string): boolean {
  if (patterns === undefined) return true;
  const lowered = action.toLowerCase();
  return patterns.some((pattern) => describes(pattern.toLowerCase(), lowered));
}

function openKeys(role: CompiledRole, { action }: Ask, context: RequestContext): readonly string[] {
  const known = knownKeysOf(context);
  const { identity, boundary, serviceControl = [] } = role;
  const sources = [...identity, ...(boundary === undefined ? [] : [boundary]), ...serviceControl.flat()];
  const keys = sources
    .flatMap(({ statements }) => statements)
    .filter(({ fields }) => matchesAction(fields.Action, action))
    .flatMap((statement) => openKeysOf(statement, known));
  return [...new Set(keys)];
}
