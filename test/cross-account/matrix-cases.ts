import type { JsonObject } from '../../src/base/json.ts';
import type { MissingAllow, PolicyType } from '../../src/iam/decision.ts';
import { functionArn, roleArn, sourceAccount, stateMachineArn, targetAccount } from './two-accounts.ts';

/** Whether the target role trusts the execution role. */
export const trusts = ['right', 'noExternalId', 'wrongPrincipal', 'wrongExternalId', 'explicitDeny'] as const;
/** Whether the execution role's own policy lets it assume roles. */
export const executionRoles = ['mayAssume', 'mayNotAssume'] as const;
/** Where the target role has its permission from, if it has one. */
export const targetRoles = [
  'mayAct',
  'mayNotAct',
  'denied',
  'boundaryCuts',
  'resourceNamesRole',
  'resourceNamesRoleBoundaryCuts',
  'resourceNamesSession',
  'resourceNamesSessionBoundaryCuts',
  'resourceNamesAccount',
] as const;
/** A function's own ARN, `lambda:invoke`, and `states:startExecution` in its three forms. */
export const resources = ['function', 'invoke', 'start', 'sync', 'sync2'] as const;

export type Trust = (typeof trusts)[number];
export type ExecutionRole = (typeof executionRoles)[number];
export type TargetRole = (typeof targetRoles)[number];
export type Resource = (typeof resources)[number];

/** One target role, with whom it trusts and what it may do. */
export interface Combination {
  readonly trust: Trust;
  readonly executionRole: ExecutionRole;
  readonly targetRole: TargetRole;
}

export interface MatrixCase extends Combination {
  readonly resource: Resource;
}

export const combinations: readonly Combination[] = trusts.flatMap((trust) =>
  executionRoles.flatMap((executionRole) =>
    targetRoles.map((targetRole) => ({ trust, executionRole, targetRole })),
  ),
);

export const matrix: readonly MatrixCase[] = combinations.flatMap((combination) =>
  resources.map((resource) => ({ ...combination, resource })),
);

export function targetRoleName({ trust, executionRole, targetRole }: Combination): string {
  return `${trust}-${executionRole}-${targetRole}`;
}

/** A state machine serves all cases with its execution role, its resource and its function. */
export function machineName({ executionRole, resource, targetRole }: MatrixCase): string {
  return `${executionRole}-${resource}-${functionNameOf(targetRole)}`;
}

/** The execution's name is the session's name too, and one of those has 64 characters at most. */
export function executionName(each: MatrixCase): string {
  return `${each.trust}-${each.targetRole}-${each.resource}`;
}

/** A function whose policy names the account would be open to every role of the account that may ask. */
export function functionNameOf(targetRole: TargetRole): string {
  return targetRole === 'resourceNamesAccount' ? 'echo-for-account' : 'echo';
}

/** What allowed too little, or denied. */
export type Verdict =
  | { readonly type: 'allowed' }
  | { readonly type: 'missing'; readonly missing: readonly Missing[] }
  | { readonly type: 'denied'; readonly by: JsonObject };

type Missing = Pick<MissingAllow, 'policyType' | 'account' | 'isAlternative'>;

const allowed: Verdict = { type: 'allowed' };

function missing(policyType: PolicyType, account: string, isAlternative = false): Missing {
  return { policyType, account, isAlternative };
}

const sourcePolicy = missing('identity-based policy', sourceAccount);
const trustPolicy = missing('trust policy', targetAccount);
const targetPolicy = missing('identity-based policy', targetAccount);
const boundary = missing('permissions boundary', targetAccount);
const orResourcePolicy = missing('resource-based policy', targetAccount, true);

const trustLets: Readonly<Record<Exclude<Trust, 'explicitDeny'>, boolean>> = {
  right: true,
  noExternalId: true,
  wrongPrincipal: false,
  wrongExternalId: false,
};

/** Whether the execution role gets a session of the target role: both accounts must let it. */
export function assumption({ trust, executionRole, ...rest }: Combination): Verdict {
  if (trust === 'explicitDeny') {
    const owner = roleArn(targetAccount, targetRoleName({ trust, executionRole, ...rest }));
    return {
      type: 'denied',
      by: { policyType: 'trust policy', account: targetAccount, owner, sid: 'Refuse', statementIndex: 1 },
    };
  }
  const lacking = [
    ...(executionRole === 'mayAssume' ? [] : [sourcePolicy]),
    ...(trustLets[trust] ? [] : [trustPolicy]),
  ];
  return lacking.length === 0 ? allowed : { type: 'missing', missing: lacking };
}

/** Step Functions has no resource policies, so that only the role's own policies count; a function has one. */
const acts: Readonly<
  Record<Exclude<TargetRole, 'denied'>, Readonly<Record<'lambda' | 'states', readonly Missing[]>>>
> = {
  mayAct: { lambda: [], states: [] },
  mayNotAct: { lambda: [targetPolicy, orResourcePolicy], states: [targetPolicy] },
  boundaryCuts: { lambda: [boundary], states: [boundary] },
  resourceNamesRole: { lambda: [], states: [targetPolicy] },
  // What a resource grants to a role is still cut by the role's boundary; what it grants to a session is not.
  resourceNamesRoleBoundaryCuts: { lambda: [boundary], states: [targetPolicy, boundary] },
  resourceNamesSession: { lambda: [], states: [targetPolicy] },
  resourceNamesSessionBoundaryCuts: { lambda: [], states: [targetPolicy, boundary] },
  // Naming the account only leaves it to the account's own policies.
  resourceNamesAccount: { lambda: [targetPolicy], states: [targetPolicy] },
};

/** Whether the session of the target role may make the call. */
export function act({ targetRole, resource, ...rest }: MatrixCase): Verdict {
  if (targetRole === 'denied') {
    const owner = roleArn(targetAccount, targetRoleName({ targetRole, ...rest }));
    return {
      type: 'denied',
      by: {
        policyType: 'identity-based policy',
        account: targetAccount,
        owner,
        policyName: 'inline policy inline',
        sid: 'Refuse',
        statementIndex: 1,
      },
    };
  }
  const lacking = acts[targetRole][serviceOf(resource)];
  return lacking.length === 0 ? allowed : { type: 'missing', missing: lacking };
}

/** In AWS's words, why a call was not allowed. */
export function reasonOf(verdict: Verdict, action: string): string {
  if (verdict.type === 'missing') {
    return `because no ${verdict.missing[0]?.policyType} allows the ${action} action`;
  }
  return 'with an explicit deny in an identity-based policy';
}

function serviceOf(resource: Resource): 'lambda' | 'states' {
  return resource === 'function' || resource === 'invoke' ? 'lambda' : 'states';
}

export const childArn = stateMachineArn(targetAccount, 'child');

/** The call that the case's Task makes in the target account, and what its refusal looks like. */
export function callOf({ targetRole, resource }: Pick<MatrixCase, 'targetRole' | 'resource'>) {
  return serviceOf(resource) === 'lambda'
    ? {
        action: 'lambda:InvokeFunction',
        resourceArn: functionArn(targetAccount, functionNameOf(targetRole)),
        error: 'Lambda.AWSLambdaException',
        trailer: 'Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException',
      }
    : {
        action: 'states:StartExecution',
        resourceArn: childArn,
        error: 'StepFunctions.AWSStepFunctionsException',
        trailer: 'Service: AWSStepFunctions; Status Code: 400; Error Code: AccessDeniedException',
      };
}

/** The Task of a case: which role it takes, and which function it calls, comes with the input. */
export function taskOf(resource: Resource, functionName: string): JsonObject {
  const common = { Type: 'Task', Credentials: { 'RoleArn.$': '$.targetRole' }, End: true };
  const nested = { StateMachineArn: childArn, Input: { from: 'parent' } };
  const tasks: Readonly<Record<Resource, JsonObject>> = {
    function: { Resource: functionArn(targetAccount, functionName) },
    invoke: {
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: functionArn(targetAccount, functionName), 'Payload.$': '$' },
    },
    start: { Resource: 'arn:aws:states:::states:startExecution', Parameters: nested },
    sync: { Resource: 'arn:aws:states:::states:startExecution.sync', Parameters: nested },
    sync2: { Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters: nested },
  };
  return { ...common, ...tasks[resource] };
}

/** The events between the state's start and its end, by how far the Task came. */
export function historyOf(resource: Resource, outcome: 'succeeded' | 'failed'): readonly string[] {
  const name = resource === 'function' ? 'LambdaFunction' : 'Task';
  const isSync = resource === 'sync' || resource === 'sync2';
  const begin = ['ExecutionStarted', 'TaskStateEntered', `${name}Scheduled`, `${name}Started`];
  if (outcome === 'failed') return [...begin, `${name}Failed`, 'ExecutionFailed'];
  const submitted = isSync ? ['TaskSubmitted'] : [];
  return [...begin, ...submitted, `${name}Succeeded`, 'TaskStateExited', 'ExecutionSucceeded'];
}
