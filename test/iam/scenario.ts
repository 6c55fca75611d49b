import type { Json, JsonObject } from '../../src/base/json.ts';
import type { ApplicablePolicies } from '../../src/iam/applicable-policies.ts';
import type { Decision } from '../../src/iam/decision.ts';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { PolicyKind, SourcedPolicy } from '../../src/iam/policy.ts';
import {
  accountRoot,
  iamUser,
  type Principal,
  roleSession,
  servicePrincipal,
} from '../../src/iam/principal.ts';
import type { RequestContext } from '../../src/iam/request.ts';

/** The account that calls, and another one. */
export const home = '111122223333';
export const away = '444455556666';

export const homeRoleArn = `arn:aws:iam::${home}:role/service/runner`;
export const homeUserArn = `arn:aws:iam::${home}:user/team/ann`;
export const session = roleSession({
  roleArn: homeRoleArn,
  sessionName: 'run-1',
  roleId: 'AROA11112222333344',
});
export const user = iamUser({ arn: homeUserArn, userId: 'AIDA11112222333344' });
export const root = accountRoot({ account: home });
export const states = servicePrincipal({ name: 'states.amazonaws.com', region: 'eu-west-1' });

export const homeFunctionArn = `arn:aws:lambda:eu-west-1:${home}:function:greet`;
export const awayFunctionArn = `arn:aws:lambda:eu-west-1:${away}:function:greet`;
export const awayRoleArn = `arn:aws:iam::${away}:role/target`;

/** A request and the policies around it; what a scenario leaves out is the session invoking a function at home. */
export interface Scenario {
  readonly title: string;
  readonly principal?: Principal;
  readonly action?: string;
  readonly resource?: string;
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
  /** Statements of each policy. They are named `identity 0`, `boundary`, `session 0`, `resource`, `scp 0.0` … */
  readonly identity?: readonly Statements[];
  readonly boundary?: Statements;
  readonly session?: readonly Statements[];
  readonly resourcePolicy?: Statements;
  readonly trustPolicy?: Statements;
  readonly keyPolicy?: Statements;
  readonly serviceControl?: readonly (readonly Statements[])[];
  readonly version?: '2008-10-17' | '2012-10-17';
  readonly expect: Expectation;
}

/** One statement, or several. */
export type Statements = JsonObject | readonly JsonObject[];

/**
 * The effect, then `<policy>#<Sid or index>` for each deciding statement, or for an implicit deny
 * `<policy type>@<account>` for each missing Allow (`or …` where it is an alternative).
 */
export type Expectation = readonly [Decision['effect'], ...string[]];

export function decide(scenario: Scenario): Decision {
  const {
    principal = session,
    action = 'lambda:InvokeFunction',
    resource = homeFunctionArn,
    resourceAccount,
    context = {},
  } = scenario;
  return evaluate({ principal, action, resource, resourceAccount, context }, policiesOf(scenario));
}

export function policiesOf(scenario: Scenario): ApplicablePolicies {
  const {
    identity = [],
    boundary,
    session: sessionPolicies,
    serviceControl,
    keyPolicy,
    trustPolicy,
  } = scenario;
  const owner = scenario.resourceAccount ?? home;
  const compile = (statements: Statements, kind: PolicyKind, name: string, account = home): SourcedPolicy => {
    const version = kind === 'identity' ? '2012-10-17' : (scenario.version ?? '2012-10-17');
    const document: JsonObject = { Version: version, Statement: statements };
    return { policy: parsePolicy(JSON.stringify(document), kind), name, owner: `owner of ${name}`, account };
  };
  const resourcePolicy = scenario.resourcePolicy ?? keyPolicy;
  return {
    identity: identity.map((each, index) => compile(each, 'identity', `identity ${index}`)),
    boundary: boundary && compile(boundary, 'identity', 'boundary'),
    session: sessionPolicies?.map((each, index) => compile(each, 'session', `session ${index}`)),
    resource: trustPolicy
      ? compile(trustPolicy, 'trust', 'trust', owner)
      : resourcePolicy && compile(resourcePolicy, 'resource', 'resource', owner),
    serviceControl: serviceControl?.map((level, depth) =>
      level.map((each, index) => compile(each, 'service-control', `scp ${depth}.${index}`)),
    ),
    isKeyPolicy: keyPolicy !== undefined,
  };
}

export function summarize({ effect, decidedBy, missing }: Decision): Expectation {
  return [
    effect,
    ...decidedBy.map(({ policyName, sid, statementIndex }) => `${policyName}#${sid ?? statementIndex}`),
    ...missing.map(
      ({ policyType, account, isAlternative }) => `${isAlternative ? 'or ' : ''}${policyType}@${account}`,
    ),
  ];
}

export const invoke: JsonObject = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' };
export const denyInvoke: JsonObject = { Effect: 'Deny', Action: 'lambda:InvokeFunction', Resource: '*' };
export const everything: JsonObject = { Effect: 'Allow', Action: '*', Resource: '*' };
export const somethingElse: JsonObject = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' };

/** A statement of a function's policy that lets `principal` invoke it. */
export function invokeBy(principal: Json, more: JsonObject = {}): JsonObject {
  return { Effect: 'Allow', Principal: principal, Action: 'lambda:InvokeFunction', Resource: '*', ...more };
}

/** A statement of a trust policy that lets `principal` assume the role. */
export function assumedBy(principal: Json, more: JsonObject = {}): JsonObject {
  return { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more };
}
