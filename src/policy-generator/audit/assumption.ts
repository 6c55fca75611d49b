import type { Arn } from '../../base/arn.ts';
import type { ApplicablePolicies } from '../../iam/applicable-policies.ts';
import type { Decision } from '../../iam/decision.ts';
import { evaluate } from '../../iam/evaluate.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import { type Principal, roleSession, servicePrincipal } from '../../iam/principal.ts';
import type { RequestContext } from '../../iam/request.ts';
import { type Machine, machineArnOf } from '../machine.ts';
import { type CompiledRole, knownKeysOf } from './compiled-role.ts';
import { instanceOf } from './glob.ts';
import { type Bounds, boundsOf } from './policy-source.ts';

/** Whether one role may be assumed by a caller in a context, asked of both sides. */
export interface AssumptionAsk {
  readonly principal: Principal;
  readonly context: RequestContext;
  /** Of the caller, without the trust policy. */
  readonly caller: Bounds<ApplicablePolicies>;
}

/** Both answers of a role with a trust policy: with open conditions unmet, and with them met. */
export function decideAssumption(
  target: CompiledRole,
  { principal, context, caller }: AssumptionAsk,
): Bounds<Decision> {
  const { trust } = target;
  const request = {
    principal,
    action: 'sts:AssumeRole',
    resource: target.arn,
    resourceAccount: target.account,
    context,
  };
  const bounds = trust && boundsOf(trust, knownKeysOf(context));
  const decide = (which: keyof Bounds<unknown>) =>
    evaluate(request, { ...caller[which], resource: bounds?.[which], isTrustPolicy: true });
  return { certain: decide('certain'), possible: decide('possible') };
}

/** How Step Functions assumes the execution role of a machine. Source: Developer Guide, "Creating an IAM role for your state machine". */
export function byStepFunctions(
  machine: Machine,
  sourceArn = machineArnOf(machine),
  account = machine.account,
): AssumptionAsk {
  return {
    principal: servicePrincipal({ name: 'states.amazonaws.com', region: machine.region }),
    context: {
      'aws:SourceArn': sourceArn,
      'aws:SourceAccount': account,
      'aws:RequestedRegion': machine.region,
      'aws:SecureTransport': 'true',
    },
    caller: { certain: noPolicies, possible: noPolicies },
  };
}

/** How an execution of `machine` assumes a target role. Source: Developer Guide, "Accessing resources in other AWS accounts in Step Functions". */
export function byExecution(machine: Machine, executionRole: CompiledRole): AssumptionAsk {
  const context = externalContext(machine, machineArnOf(machine));
  return { principal: executionRole.principal, context, caller: executionRole.policiesFor(context) };
}

/** A caller whose own policies allow everything, with an external id or without. */
export function byStranger(machine: Machine, roleArn: Arn, externalId: string | undefined): AssumptionAsk {
  const context = externalContext(machine, externalId);
  const principal = roleSession({ roleArn, sessionName: 'any' });
  const caller = {
    identity: [{ policy: everything, name: 'everything', owner: roleArn, account: principal.account }],
  };
  return { principal, context, caller: { certain: caller, possible: caller } };
}

function externalContext({ region }: Machine, externalId: string | undefined): RequestContext {
  return {
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'true',
    ...(externalId !== undefined && { 'sts:ExternalId': externalId }),
  };
}

const noPolicies: ApplicablePolicies = { identity: [] };

const everything = parsePolicy(
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  'identity',
);

/** An account that nobody has. */
export const strangerAccount = '000000000000';

/** A role of `account` that no policy names. */
export function strangerOf(partition: string, account: string): Arn {
  return `arn:${partition}:iam::${account}:role/${instanceOf('*')}`;
}

/** A machine of the same account that no policy names. */
export function otherMachineArn(machine: Machine): Arn {
  return machineArnOf({ ...machine, name: instanceOf('*') });
}
