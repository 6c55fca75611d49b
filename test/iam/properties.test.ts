import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { compilePattern, patternParts } from '../../src/iam/pattern.ts';
import { accountRoot } from '../../src/iam/principal.ts';
import {
  away,
  awayFunctionArn,
  decide,
  home,
  homeFunctionArn,
  homeRoleArn,
  homeUserArn,
  type Scenario,
  session,
  states,
  user,
} from './scenario.ts';

/** A scenario whose policies are lists of statements, as many as there are places for one. */
interface World extends Omit<Scenario, 'title' | 'expect'> {
  readonly identity: readonly (readonly JsonObject[])[];
  readonly boundary?: readonly JsonObject[];
  readonly session?: readonly (readonly JsonObject[])[];
  readonly resourcePolicy?: readonly JsonObject[];
  readonly serviceControl?: readonly (readonly (readonly JsonObject[])[])[];
}

const denyAll: JsonObject = { Effect: 'Deny', Action: '*', Resource: '*' };

const what = fc.constantFrom<JsonObject>(
  { Action: '*' },
  { Action: 'lambda:*' },
  { Action: ['lambda:InvokeFunction', 'sqs:SendMessage'] },
  { Action: 'sqs:SendMessage' },
  { NotAction: 'sqs:*' },
  { NotAction: 'lambda:Invoke*' },
);
const where = fc.constantFrom<JsonObject>(
  { Resource: '*' },
  { Resource: [homeFunctionArn, awayFunctionArn] },
  { Resource: `arn:aws:lambda:*:${home}:*` },
  { Resource: `arn:aws:lambda:*:\${aws:ResourceAccount}:function:gr?et` },
  { NotResource: homeFunctionArn },
);
const when = fc.constantFrom<JsonObject>(
  {},
  {},
  { Condition: { StringEquals: { 'a:k': 'x' } } },
  { Condition: { StringNotEquals: { 'a:k': 'x' } } },
  { Condition: { 'ForAllValues:StringLike': { 'a:k': ['x', 'y*'] } } },
);
const who = fc.constantFrom<JsonObject>(
  { Principal: '*' },
  { Principal: { AWS: home } },
  { Principal: { AWS: homeRoleArn } },
  { Principal: { AWS: [homeUserArn, session.arn] } },
  { Principal: { Service: 'states.amazonaws.com' } },
);
const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');

const statement = fc
  .tuple(effect, what, where, when)
  .map(([Effect, ...elements]): JsonObject => Object.assign({ Effect }, ...elements));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
const policies = fc.array(statements, { maxLength: 3 });
const resourceStatements = fc.array(
  fc.tuple(statement, who).map(([elements, principal]): JsonObject => ({ ...elements, ...principal })),
  { minLength: 1, maxLength: 3 },
);

const world: fc.Arbitrary<World> = fc.record(
  {
    principal: fc.constantFrom(session, session, user, accountRoot({ account: home }), states),
    resourceAccount: fc.constantFrom(home, away),
    context: fc.constantFrom({}, { 'a:k': 'x' }, { 'a:k': ['x', 'yy'] }),
    identity: policies,
    boundary: statements,
    session: policies,
    resourcePolicy: resourceStatements,
    serviceControl: fc.array(policies, { maxLength: 2 }),
  },
  { requiredKeys: ['principal', 'resourceAccount', 'context', 'identity'] },
);

function answer(given: World) {
  const resource = given.resourceAccount === away ? awayFunctionArn : homeFunctionArn;
  return decide({ ...given, resource, title: '', expect: ['Allow'] });
}

function without<Key extends keyof World>(given: World, key: Key): Omit<World, Key> {
  const { [key]: _, ...rest } = given;
  return rest;
}

/** `given` with each of its identity policies changed. */
function withIdentity(
  given: World,
  change: (statements: readonly JsonObject[]) => readonly JsonObject[],
): World {
  return { ...given, identity: given.identity.map(change).filter((each) => each.length > 0) };
}

test('a Deny that applies wins, wherever it stands', () => {
  const places = ['identity', 'boundary', 'session', 'resourcePolicy', 'serviceControl'] as const;
  const caller = world.filter(({ principal }) => principal !== states);
  fc.assert(
    fc.property(caller, fc.constantFrom(...places), (given, place) => {
      const added: World = {
        ...given,
        ...(place === 'identity' && { identity: [...given.identity, [denyAll]] }),
        ...(place === 'boundary' && { boundary: [...(given.boundary ?? []), denyAll] }),
        ...(place === 'session' && { session: [...(given.session ?? []), [denyAll]] }),
        ...(place === 'resourcePolicy' && {
          resourcePolicy: [...(given.resourcePolicy ?? []), { ...denyAll, Principal: '*' }],
        }),
        ...(place === 'serviceControl' && { serviceControl: [...(given.serviceControl ?? []), [[denyAll]]] }),
      };
      expect(answer(added).effect).toBe('ExplicitDeny');
    }),
  );
});

test('removing Allow statements never grants', () => {
  fc.assert(
    fc.property(world, fc.nat(2), (given, index) => {
      const fewer = withIdentity(given, (each) =>
        each.filter(({ Effect }, at) => at !== index || Effect !== 'Allow'),
      );
      if (!answer(given).isAllowed) expect(answer(fewer).isAllowed).toBe(false);
    }),
  );
});

test('removing the resource policy’s Allow statements never grants', () => {
  fc.assert(
    fc.property(world, (given) => {
      const denies = (given.resourcePolicy ?? []).filter(({ Effect }) => Effect === 'Deny');
      const rest = without(given, 'resourcePolicy');
      const fewer = denies.length > 0 ? { ...rest, resourcePolicy: denies } : rest;
      if (!answer(given).isAllowed) expect(answer(fewer).isAllowed).toBe(false);
    }),
  );
});

test('adding a Deny never grants', () => {
  fc.assert(
    fc.property(world, statement, (given, added) => {
      const more = { ...given, identity: [...given.identity, [{ ...added, Effect: 'Deny' }]] };
      if (answer(more).isAllowed) expect(answer(given).isAllowed).toBe(true);
    }),
  );
});

test('across accounts an allowed call is allowed by neither side alone', () => {
  const crossing = world.map((given): World => ({ ...given, principal: session, resourceAccount: away }));
  fc.assert(
    fc.property(crossing, (given) => {
      if (!answer(given).isAllowed) return;
      expect(answer({ ...given, identity: [] }).isAllowed).toBe(false);
      expect(answer(without(given, 'resourcePolicy')).isAllowed).toBe(false);
      expect(answer(given).decidedBy.map(({ policyType }) => policyType)).toEqual([
        'identity-based policy',
        'resource-based policy',
      ]);
    }),
    { numRuns: 500 },
  );
});

test.each(['boundary', 'session', 'serviceControl'] as const)('a limit never grants: %s', (limit) => {
  fc.assert(
    fc.property(world, (given) => {
      if (answer(given).isAllowed) expect(answer(without(given, limit)).isAllowed).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the order of statements and policies does not matter', () => {
  const reversed = <T>(list: readonly T[]): T[] => [...list].reverse();
  fc.assert(
    fc.property(world, (given) => {
      const turned: World = {
        ...given,
        identity: reversed(given.identity).map(reversed),
        ...(given.boundary && { boundary: reversed(given.boundary) }),
        ...(given.session && { session: reversed(given.session).map(reversed) }),
        ...(given.resourcePolicy && { resourcePolicy: reversed(given.resourcePolicy) }),
        ...(given.serviceControl && { serviceControl: reversed(given.serviceControl).map(reversed) }),
      };
      const [before, after] = [answer(given), answer(turned)];
      expect(after.effect).toBe(before.effect);
      expect(after.decidedBy.length).toBe(before.decidedBy.length);
    }),
    { numRuns: 300 },
  );
});

test('every decision says what decided it', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { effect, isAllowed, decidedBy, missing } = answer(given);
      expect(isAllowed).toBe(effect === 'Allow');
      expect(missing.length > 0).toBe(effect === 'ImplicitDeny');
      if (effect === 'ExplicitDeny') expect(decidedBy.every((each) => each.effect === 'Deny')).toBe(true);
      else expect(decidedBy.every((each) => each.effect === 'Allow')).toBe(true);
      if (effect === 'ExplicitDeny') expect(decidedBy.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('a pattern matches what the regular expression with the same meaning matches', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (written, given) => {
      const source = written.replaceAll('*', '[^]*').replaceAll('?', '[^]');
      expect(compilePattern(patternParts(written))(given)).toBe(new RegExp(`^${source}$`).test(given));
    }),
    { numRuns: 3000 },
  );
});
