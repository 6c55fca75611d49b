import type { JsonObject } from '../../../base/json.ts';
import type { MatchedStatement, SimulatedEffect, Simulation } from '../../../iam/simulate.ts';
import { optional } from '../typed-operation.ts';
import { policyTypes, type StatementWriter } from './simulate-policies.ts';

/** A simulated call on one resource. */
export interface ResourceSimulation {
  readonly resource: string;
  readonly simulation: Simulation;
  readonly isCrossAccount: boolean;
}

export interface SimulatedAction {
  readonly action: string;
  readonly resourceName: string;
  readonly simulations: readonly ResourceSimulation[];
  readonly writer: StatementWriter;
}

/**
 * One action's EvaluationResult. Over several resources it is as bad as the worst of them.
 *
 * Source: IAM API Reference, "EvaluationResult", and the answers shown in "SimulatePrincipalPolicy".
 */
export function evaluationResult({ action, resourceName, simulations, writer }: SimulatedAction): JsonObject {
  const worst = simulations.reduce((left, right) => (rank(right) > rank(left) ? right : left));
  const { effect } = worst.simulation;
  const deciding = simulations.filter(({ simulation }) => simulation.effect === effect);
  const matched = deciding.flatMap(({ simulation }) => decidingStatements(simulation));
  const isAboutAll = simulations.length === 1 && worst.resource === '*';
  return {
    EvalActionName: action,
    EvalResourceName: resourceName,
    EvalDecision: decisions[effect],
    MatchedStatements: distinct(matched).map((statement) => writer.json(statement)),
    MissingContextValues: isAboutAll ? worst.simulation.missingKeys : [],
    ...organizationJson(simulations),
    ...boundaryJson(simulations),
    ...(!isAboutAll && {
      EvalDecisionDetails: worst.isCrossAccount ? decisionDetails(worst.simulation) : {},
      ResourceSpecificResults: simulations.map((each) => resourceResult(each, writer)),
    }),
  };
}

function resourceResult(each: ResourceSimulation, writer: StatementWriter): JsonObject {
  const { resource, simulation, isCrossAccount } = each;
  // Across accounts the answer goes on to say which side did allow what the other one did not.
  const isOneSided = isCrossAccount && simulation.effect === 'ImplicitDeny';
  const statements = isOneSided ? simulation.grants : decidingStatements(simulation);
  return {
    EvalResourceName: resource,
    EvalResourceDecision: decisions[simulation.effect],
    MatchedStatements: statements.map((statement) => writer.json(statement)),
    MissingContextValues: simulation.missingKeys,
    ...(isCrossAccount && { EvalDecisionDetails: decisionDetails(simulation) }),
    ...boundaryJson([each]),
  };
}

const decisions: Readonly<Record<SimulatedEffect, string>> = {
  Allow: 'allowed',
  ExplicitDeny: 'explicitDeny',
  ImplicitDeny: 'implicitDeny',
};

function rank({ simulation }: ResourceSimulation): number {
  return ['Allow', 'ImplicitDeny', 'ExplicitDeny'].indexOf(simulation.effect);
}

/** Where something is denied, AWS's documentation has the denials as the only ones. */
function decidingStatements({ effect, denials, grants }: Simulation): readonly MatchedStatement[] {
  if (effect === 'ImplicitDeny') return [];
  return effect === 'Allow' ? grants : denials;
}

/** Each resource's simulation has found its statements by itself. */
function distinct(matched: readonly MatchedStatement[]): readonly MatchedStatement[] {
  const byStatement = new Map(matched.map((each) => [each.statement, each]));
  return [...byStatement.values()];
}

/** The organization's policies are the account's, so one action's resources differ in it only by their ARNs. */
function organizationJson(simulations: readonly ResourceSimulation[]): JsonObject {
  const verdicts = simulations.map(({ simulation }) => simulation.isAllowedByOrganization);
  if (verdicts.includes(undefined)) return {};
  return { OrganizationsDecisionDetail: { AllowedByOrganizations: !verdicts.includes(false) } };
}

function boundaryJson(simulations: readonly ResourceSimulation[]): JsonObject {
  const effects = simulations.map(({ simulation }) => simulation.boundary);
  if (effects.includes(undefined)) return {};
  const isAllowed = effects.every((effect) => effect === 'Allow');
  return { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: isAllowed } };
}

/** What each kind of policy says. The organization's end the simulation, so then there is nothing to say. */
function decisionDetails(simulation: Simulation): JsonObject {
  const { identity, resource, boundary, isAllowedByOrganization } = simulation;
  if (isAllowedByOrganization === false) return {};
  return {
    [policyTypes.identity]: decisions[identity],
    [policyTypes.resource]: decisions[resource ?? 'ImplicitDeny'],
    ...optional(policyTypes.boundary, boundary && decisions[boundary]),
  };
}
