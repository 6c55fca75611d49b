import type { StatementFields } from '../../iam/document.ts';
import type { Grant } from '../grant.ts';
import { describes, hasWildcard, includes, overlap, tokensOf } from './glob.ts';

/** What of a statement the states need. */
export interface UsedParts {
  /** What the statement grants of what is needed, each as narrow as either says. */
  readonly grants: readonly Grant[];
  /** Action patterns that grant more than is needed. */
  readonly wideActions: readonly string[];
  readonly unusedActions: readonly string[];
  /** Resource patterns that grant more than is needed to `wideFor`. */
  readonly wideResources: readonly string[];
  readonly unusedResources: readonly string[];
  readonly wideFor: readonly string[];
}

export interface NeededGrants {
  usedBy(statement: Pick<StatementFields, 'Action' | 'NotAction' | 'Resource' | 'NotResource'>): UsedParts;
}

/** `grants` in an order that statements can be compared with quickly. */
export function neededGrants(grants: readonly Grant[]): NeededGrants {
  const byAction = new Map<string, NeedsOfAction>();
  for (const grant of grants) {
    const key = grant.action.toLowerCase();
    const known = byAction.get(key) ?? { exact: new Map<string, Grant[]>(), open: [] };
    byAction.set(key, known);
    if (hasWildcard(grant.resource)) known.open.push(grant);
    else known.exact.set(grant.resource, [...(known.exact.get(grant.resource) ?? []), grant]);
  }

  /** The needed actions that each pattern describes. */
  function actionsOf(pattern: string): readonly string[] {
    const lowered = pattern.toLowerCase();
    if (!hasWildcard(lowered)) return byAction.has(lowered) ? [lowered] : [];
    return [...byAction.keys()].filter((action) => describes(lowered, action));
  }

  return {
    usedBy: ({ Action, NotAction = [], Resource, NotResource = [] }) => {
      const excepted = new Set(NotAction.flatMap(actionsOf));
      const all = [...byAction.keys()].filter((action) => !excepted.has(action));
      const actions = Action === undefined ? all : [...new Set(Action.flatMap(actionsOf))];
      const used = new Map<string, Set<string>>();
      const taken: Grant[] = [];
      const wideFor = new Set<string>();
      const wide = new Set<string>();
      const usedResources = new Set<string>();
      for (const action of actions) {
        const needs = byAction.get(action);
        for (const pattern of Resource ?? ['*']) {
          const shared = needs === undefined ? [] : sharedWith(needs, pattern);
          const outside = shared.filter(
            ({ resource }) => !NotResource.some((spared) => includes(spared, resource)),
          );
          if (outside.length === 0) continue;
          taken.push(...outside);
          usedResources.add(pattern);
          used.set(action, usedResources);
          if (!hasWildcard(pattern) || outside.some(({ resource }) => resource === pattern)) continue;
          wide.add(pattern);
          for (const grant of outside) wideFor.add(grant.action);
        }
      }
      const isUsed = (pattern: string) => actionsOf(pattern).some((action) => used.has(action));
      const usedPatterns = (Action ?? []).filter(isUsed);
      return {
        grants: taken,
        wideActions: usedPatterns.filter(hasWildcard),
        unusedActions: (Action ?? []).filter((pattern) => !isUsed(pattern)),
        wideResources: [...wide],
        unusedResources: (Resource ?? []).filter((pattern) => !usedResources.has(pattern)),
        wideFor: [...wideFor],
      };
    },
  };
}

interface NeedsOfAction {
  readonly exact: Map<string, Grant[]>;
  readonly open: Grant[];
}

/** What both the needs and `pattern` speak of: the narrower of each two, and `pattern` itself where a need includes it. */
function sharedWith({ exact, open }: NeedsOfAction, pattern: string): readonly Grant[] {
  const shared: Grant[] = [];
  if (hasWildcard(pattern) || pattern.includes('${')) {
    for (const grants of exact.values()) {
      shared.push(...grants.filter(({ resource }) => includes(pattern, resource)));
    }
  } else shared.push(...(exact.get(pattern) ?? []));
  const tokens = tokensOf(pattern);
  for (const grant of open) {
    if (includes(grant.resource, pattern)) shared.push({ ...grant, resource: pattern });
    else if (includes(pattern, grant.resource)) shared.push(grant);
    // What two patterns share is neither of them; the need is what should be granted.
    else if (overlap(tokensOf(grant.resource), tokens) !== undefined) shared.push(grant);
  }
  return shared;
}
