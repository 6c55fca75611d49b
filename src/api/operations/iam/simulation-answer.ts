import { parseArn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { ApplicablePolicies } from '../../../iam/applicable-policies.ts';
import { derivedContext } from '../../../iam/context-key.ts';
import { type AccountPrincipal, iamUser } from '../../../iam/principal.ts';
import type { AuthorizationRequest, RequestContext } from '../../../iam/request.ts';
import { type Simulation, simulate } from '../../../iam/simulate.ts';
import { contextOf, overlaid } from './simulate-context.ts';
import { compileSimulated, type SimulatedPolicy, StatementWriter } from './simulate-policies.ts';
import type { NamedDocument } from './simulate-policy-source.ts';
import { checkActions, ownerOf, resourcesOf, type SimulateInput } from './simulate-request.ts';
import { checkResourceHandling } from './simulate-resource-handling.ts';
import { pageOfActions } from './simulation-page.ts';
import { evaluationResult, type ResourceSimulation } from './simulation-result.ts';
import { templateOf } from './simulation-template.ts';

/** Whom a request simulates, and with which policies. */
export interface Simulated {
  /** Undefined where the request says nothing of whom; then every resource is in the caller's own account. */
  readonly caller: AccountPrincipal | undefined;
  readonly documents: readonly NamedDocument[];
  readonly boundary: NamedDocument | undefined;
  readonly serviceControl: ApplicablePolicies['serviceControl'];
}

/** What SimulateCustomPolicy and SimulatePrincipalPolicy answer. Throws InvalidInput. */
export async function simulationAnswer(input: SimulateInput, simulated: Simulated): Promise<JsonObject> {
  checkActions(input.ActionNames);
  const resources = resourcesOf(input);
  checkResourceHandling(input.ResourceHandlingOption, resources);
  const world = worldOf(input, simulated);
  const writer = new StatementWriter(world.policies);
  const { actions, members } = pageOfActions(input);
  const results = actions.map(async (action) =>
    evaluationResult({
      action,
      resourceName: resources.length > 1 ? await templateOf(action, resources) : (resources[0] ?? '*'),
      simulations: resources.map((resource) => simulateResource(world, action, resource)),
      writer,
    }),
  );
  return { EvaluationResults: await Promise.all(results), ...members };
}

/** What the calls of one request are simulated in. */
interface World {
  readonly caller: AccountPrincipal | undefined;
  readonly owner: string | undefined;
  readonly policies: readonly SimulatedPolicy[];
  readonly applicable: ApplicablePolicies;
  readonly given: RequestContext;
}

function worldOf(input: SimulateInput, { caller, documents, boundary, serviceControl }: Simulated): World {
  const owner = ownerOf(input);
  const ofCaller = { kind: 'identity', owner: caller?.arn ?? '', account: caller?.account ?? '' } as const;
  const ofResource = { kind: 'resource', owner: '*', account: owner ?? caller?.account ?? '' } as const;
  const { ResourcePolicy: text } = input;
  const identity = documents.map((document) => compileSimulated(document, ofCaller));
  const bounding = boundary && compileSimulated(boundary, ofCaller);
  const resource =
    text === undefined ? undefined : compileSimulated({ id: 'ResourcePolicy', text }, ofResource);
  return {
    caller,
    owner,
    policies: [...identity, bounding, resource].filter((policy) => policy !== undefined),
    applicable: { identity, boundary: bounding, resource, serviceControl },
    given: contextOf(input.ContextEntries ?? []),
  };
}

function simulateResource(world: World, action: string, resource: string): ResourceSimulation {
  const { caller, owner, applicable, given } = world;
  const named = parseArn(resource)?.account;
  const resourceAccount = (named === '' ? undefined : named) ?? owner ?? caller?.account ?? '';
  const request: AuthorizationRequest = {
    principal: caller ?? somebodyIn(resourceAccount),
    action,
    resource,
    resourceAccount,
    context:
      caller === undefined ? given : overlaid(derivedContext({ principal: caller, resourceAccount }), given),
    isContextComplete: true,
  };
  const simulation: Simulation = simulate(request, applicable);
  const isCrossAccount = caller !== undefined && caller.account !== resourceAccount;
  return { resource, simulation, isCrossAccount };
}

/** Nothing is known of the user, and no policy is asked about who it is. */
function somebodyIn(account: string): AccountPrincipal {
  return iamUser({ arn: `arn:aws:iam::${account}:user/somebody` });
}
