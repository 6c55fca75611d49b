import type { Json } from '../base/json.ts';
import { checkActions, checkTrustActions, compileActions, serviceOf } from './action-element.ts';
import { compileCondition } from './condition.ts';
import { referencedKeys } from './context-keys.ts';
import { type Document, parseDocument, type StatementFields } from './document.ts';
import { failedLegacyParsing, MalformedPolicyDocument, syntaxErrors } from './malformed-policy-document.ts';
import type { Effect, Policy, PolicyKind, Statement, StatementGroup } from './policy.ts';
import {
  compileNotPrincipal,
  compilePrincipal,
  type MatchPrincipal,
  matchWhoeverHasIt,
  parsePrincipalElement,
} from './principal-element.ts';
import { checkArnLengths, checkResources, compileResources, type MatchResource } from './resource-element.ts';

/**
 * `document`, as JSON text or as a value, compiled to a Policy that `evaluate` can ask.
 *
 * Throws MalformedPolicyDocument. Checks come in the order AWS makes them in, so that a document with several
 * faults is refused for the same one.
 */
export function parsePolicy(document: string | Json, kind: PolicyKind): Policy {
  const parsed = parseDocument(typeof document === 'string' ? parseText(document, kind) : document);
  if (!hasPrincipals(kind)) parsed.statements.forEach(checkEffectSyntax);
  const version = checkVersion(parsed, kind);
  const hasPolicyVariables = version === '2012-10-17';
  const compile = hasPrincipals(kind) ? compilePrincipalStatements : compileIdentityStatements;
  const statements = compile(parsed.statements, { kind, hasPolicyVariables });
  return { kind, version, statements, ...groupByService(parsed.statements, statements) };
}

interface Surrounding {
  readonly kind: PolicyKind;
  readonly hasPolicyVariables: boolean;
}

function parseText(text: string, kind: PolicyKind): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new MalformedPolicyDocument(
      hasPrincipals(kind) ? 'This policy contains invalid Json' : syntaxErrors,
    );
  }
}

function hasPrincipals(kind: PolicyKind): boolean {
  return kind === 'trust' || kind === 'resource';
}

function checkVersion({ version }: Document, kind: PolicyKind): Policy['version'] {
  if (version === '2012-10-17') return version;
  if (version !== undefined && version !== '2008-10-17') {
    const wording = hasPrincipals(kind) ? 'The policy must contain a valid version string' : syntaxErrors;
    throw new MalformedPolicyDocument(wording, 'Version', `"${version}"`);
  }
  if (kind === 'identity') {
    throw new MalformedPolicyDocument('Policy document must be version 2012-10-17 or greater.', 'Version');
  }
  return '2008-10-17';
}

/** Policies that say who: of a role, or of a resource. */
function compilePrincipalStatements(
  statements: readonly StatementFields[],
  surrounding: Surrounding,
): readonly Statement[] {
  const isTrust = surrounding.kind === 'trust';
  checkSids(statements, 'The Statement Ids in the policy are not unique', isTrust);
  return statements.map((fields, index) => {
    const { place } = fields;
    const effect = exactEffect(fields);
    if (effect === undefined) {
      const wording =
        fields.Effect === undefined ? 'Missing required field Effect' : `Invalid effect: ${fields.Effect}`;
      throw new MalformedPolicyDocument(wording, `${place}.Effect`);
    }
    const matchPrincipal = compilePrincipalOf(fields, { effect, isTrust });
    const actions = namesIn(fields, 'Action');
    if (actions.names.length === 0) throw new MalformedPolicyDocument('Missing required field Action', place);
    const check = isTrust ? checkTrustActions : checkActions;
    check(actions.names, actions.place);
    if (isTrust && fields.Resource !== undefined) {
      throw new MalformedPolicyDocument('Has prohibited field Resource', `${place}.Resource`);
    }
    if (isTrust && fields.NotResource !== undefined) {
      throw new MalformedPolicyDocument(
        'AssumeRole policy must not contain resources.',
        `${place}.NotResource`,
      );
    }
    return compileStatement({ fields, index, effect, matchPrincipal }, surrounding);
  });
}

/** Policies that hang on an identity, a session or an account, and say nothing of who. */
function compileIdentityStatements(
  statements: readonly StatementFields[],
  surrounding: Surrounding,
): readonly Statement[] {
  const compiled = statements.map((fields, index) => {
    const effect = exactEffect(fields);
    if (effect === undefined) {
      throw new MalformedPolicyDocument(
        failedLegacyParsing,
        `${fields.place}.Effect`,
        'expected Allow or Deny',
      );
    }
    const { names, place } = namesIn(fields, 'Resource');
    checkArnLengths(names, place);
    return compileStatement({ fields, index, effect, matchPrincipal: matchWhoeverHasIt }, surrounding);
  });
  for (const fields of statements) checkHasNoPrincipal(fields);
  checkSids(statements, 'Statement IDs (SID) in a single policy must be unique.', true);
  for (const fields of statements) checkNames(fields, 'Action', 'Policy statement must contain actions.');
  for (const fields of statements) checkNames(fields, 'Resource', 'Policy statement must contain resources.');
  for (const fields of statements) {
    const { names, place } = namesIn(fields, 'Resource');
    checkResources(names, place);
  }
  for (const fields of statements) {
    const { names, place } = namesIn(fields, 'Action');
    checkActions(names, place);
  }
  return compiled;
}

function checkEffectSyntax({ Effect: effect, place }: StatementFields): void {
  if (effect !== undefined && /^(allow|deny)$/i.test(effect)) return;
  throw new MalformedPolicyDocument(syntaxErrors, `${place}.Effect`, 'expected Allow or Deny');
}

function exactEffect({ Effect: effect }: StatementFields): Effect | undefined {
  return effect === 'Allow' || effect === 'Deny' ? effect : undefined;
}

function checkHasNoPrincipal(fields: StatementFields): void {
  const { place } = fields;
  for (const element of ['Principal', 'NotPrincipal'] as const) {
    if (fields[element] === undefined) continue;
    const wording = 'Policy document should not specify a principal.';
    throw new MalformedPolicyDocument(wording, `${place}.${element}`, `Has prohibited field ${element}`);
  }
}

function checkSids(statements: readonly StatementFields[], notUnique: string, isPlainOnly: boolean): void {
  const seen = new Set<string>();
  for (const { Sid: sid = '', place } of statements) {
    if (seen.has(sid)) throw new MalformedPolicyDocument(notUnique, `${place}.Sid`, `"${sid}"`);
    if (isPlainOnly && !/^[0-9A-Za-z]*$/.test(sid)) {
      const wording =
        'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
      throw new MalformedPolicyDocument(wording, `${place}.Sid`, `"${sid}"`);
    }
    if (sid !== '') seen.add(sid);
  }
}

function checkNames(fields: StatementFields, element: 'Action' | 'Resource', wording: string): void {
  if (namesIn(fields, element).names.length === 0) throw new MalformedPolicyDocument(wording, fields.place);
}

/** What the element, or its Not- form, lists. */
function namesIn(
  fields: StatementFields,
  element: 'Action' | 'Resource',
): { readonly names: readonly string[]; readonly place: string; readonly isNot: boolean } {
  const negative = element === 'Action' ? fields.NotAction : fields.NotResource;
  if (negative !== undefined) {
    return { names: negative, place: `${fields.place}.Not${element}`, isNot: true };
  }
  return { names: fields[element] ?? [], place: `${fields.place}.${element}`, isNot: false };
}

function compilePrincipalOf(
  fields: StatementFields,
  { effect, isTrust }: { readonly effect: Effect; readonly isTrust: boolean },
): MatchPrincipal {
  const { place, Principal: principal, NotPrincipal: notPrincipal } = fields;
  if (principal !== undefined) {
    return compilePrincipal(parsePrincipalElement(principal, { place: `${place}.Principal`, isTrust }));
  }
  if (notPrincipal === undefined) {
    throw new MalformedPolicyDocument('Missing required field Principal', place);
  }
  const notPlace = `${place}.NotPrincipal`;
  if (effect === 'Allow') {
    throw new MalformedPolicyDocument('Allow with NotPrincipal is not allowed.', notPlace);
  }
  if (isTrust) {
    throw new MalformedPolicyDocument('AssumeRole policy must not contain NotPrincipal field.', notPlace);
  }
  return compileNotPrincipal(parsePrincipalElement(notPrincipal, { place: notPlace, isTrust }));
}

interface CheckedStatement {
  readonly fields: StatementFields;
  readonly index: number;
  readonly effect: Effect;
  readonly matchPrincipal: MatchPrincipal;
}

function compileStatement(
  { fields, index, effect, matchPrincipal }: CheckedStatement,
  { hasPolicyVariables }: Surrounding,
): Statement {
  const actions = namesIn(fields, 'Action');
  const matchesNamed = compileActions(actions.names);
  return {
    index,
    sid: fields.Sid === '' ? undefined : fields.Sid,
    effect,
    matchesAction: actions.isNot ? (action) => !matchesNamed(action) : matchesNamed,
    matchesResource: compileResourcesOf(fields, hasPolicyVariables),
    matchPrincipal,
    meetsCondition: compileCondition(fields.conditions, hasPolicyVariables),
    keys: referencedKeys(fields, hasPolicyVariables),
  };
}

/** Policies of roles and of some resources name no resource: theirs is the one they hang on. */
function compileResourcesOf(fields: StatementFields, hasPolicyVariables: boolean): MatchResource {
  const { names, place, isNot } = namesIn(fields, 'Resource');
  if (names.length === 0 && !isNot) return () => true;
  const matches = compileResources(names, { hasPolicyVariables, place });
  return isNot ? (resource, request) => !matches(resource, request) : matches;
}

function groupByService(
  fields: readonly StatementFields[],
  statements: readonly Statement[],
): Pick<Policy, 'byService' | 'forOtherServices'> {
  const services = fields.map(servicesOf);
  const groupFor = (service: string | undefined): StatementGroup =>
    byEffect(
      statements.filter(({ index }) => {
        const named = services[index];
        return named === undefined || (service !== undefined && named.has(service));
      }),
    );
  const named = new Set(services.flatMap((each) => [...(each ?? [])]));
  const byService = new Map([...named].map((service) => [service, groupFor(service)]));
  return { byService, forOtherServices: groupFor(undefined) };
}

/** The services that alone a statement speaks of, or undefined where it may speak of any. */
function servicesOf(fields: StatementFields): ReadonlySet<string> | undefined {
  const { names, isNot } = namesIn(fields, 'Action');
  const services = names.map(serviceOf);
  const known = services.filter((service) => service !== undefined);
  return isNot || known.length < services.length ? undefined : new Set(known);
}

function byEffect(statements: readonly Statement[]): StatementGroup {
  return {
    denies: statements.filter(({ effect }) => effect === 'Deny'),
    allows: statements.filter(({ effect }) => effect === 'Allow'),
  };
}
