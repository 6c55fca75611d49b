import { type AccountPrincipal, iamUser, roleSession } from '../../../iam/principal.ts';
import { operationOf } from '../typed-operation.ts';
import { inputBoundary, inputDocuments } from './simulate-policies.ts';
import {
  findAttachedDocuments,
  findBoundaryDocument,
  getPolicySource,
  type PolicySource,
} from './simulate-policy-source.ts';
import { callingUser, notAUser, type SimulateInput } from './simulate-request.ts';
import { simulationAnswer } from './simulation-answer.ts';

type SimulatePrincipalPolicyInput = SimulateInput & { readonly PolicySourceArn: string };

export const simulatePrincipalPolicy = operationOf<SimulatePrincipalPolicyInput>('iam', {
  name: 'SimulatePrincipalPolicy',
  permissions: ({ PolicySourceArn }) => [
    { action: 'iam:SimulatePrincipalPolicy', resource: PolicySourceArn },
  ],
  run: async (input, call) => {
    const source = await getPolicySource(call, input.PolicySourceArn);
    const caller = callerOf(input, source);
    if (caller.kind !== 'User' && input.ResourcePolicy !== undefined) throw notAUser();
    const attached = await findAttachedDocuments(call, source);
    return simulationAnswer(input, {
      caller,
      documents: [...attached, ...inputDocuments(input)],
      boundary: inputBoundary(input) ?? (await findBoundaryDocument(call, source.body)),
      serviceControl: call.services.identity.serviceControlOf(call.caller.place.account),
    });
  },
});

/** Whom the calls are simulated as: a user that is named, or else whoever has the policies. */
function callerOf({ CallerArn }: SimulateInput, { type, body }: PolicySource): AccountPrincipal {
  const tags = Object.fromEntries(body.tags.map(({ key, value }) => [key, value]));
  if (CallerArn !== undefined) return callingUser(CallerArn, CallerArn === body.arn ? tags : undefined);
  if (type === 'user') return iamUser({ arn: body.arn, userId: body.id, tags });
  // Nobody knows the session's name, nor what would follow from it.
  return roleSession({ roleArn: body.arn, sessionName: 'simulation', tags });
}
