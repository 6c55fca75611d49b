import type { Arn } from '../../base/arn.ts';
import { callsOf, type StateCall, type TaskCall } from '../calls.ts';
import { documentsOf } from '../documents.ts';
import { exactText } from '../foreseen.ts';
import type { GeneratedPolicies } from '../generate.ts';
import type { Machine } from '../machine.ts';
import { machineNeeds } from '../machine-needs.ts';
import type { Remark } from '../need.ts';
import type { PolicyStatement } from '../policy.ts';
import { executionRoleTrust, targetRoleTrust } from '../trust-policies.ts';
import { distributedMapStatements } from './distributed-map.ts';
import { fillTemplate } from './fill-template.ts';
import { MergedStatements } from './merge-statements.ts';
import { roleToFillIn } from './read-name.ts';
import { consoleTemplates } from './templates/index.ts';

/**
 * The policies that the AWS console writes for `machines`, for whoever compares with it: more than the machines need, exact
 * only where the whole name of a resource is written out, and nothing for AWS SDK integrations.
 *
 * For the roles of other accounts, which the console leaves to their owners, they are written by the same templates.
 *
 * Source: Developer Guide, "How Step Functions generates IAM policies for integrated services".
 */
export function generateConsolePolicies(machines: readonly Machine[]): GeneratedPolicies {
  const own = new Statements();
  const targets = new Map<Arn, Target>();
  const remarks: Remark[] = [];
  for (const machine of machines) {
    const lead = machines.length > 1 ? machine.name : '';
    for (const call of callsOf(machine, true)) {
      const statements = statementsOf(call);
      own.count(call);
      for (const message of remarksOn(call, statements))
        remarks.push({ path: `${lead}${call.path}`, message });
      if (call.type === 'Task' && call.targetRoleArn.kind !== 'Absent') addForTarget(call, statements);
      else own.add(serviceOf(call), statements);
    }
    own.add('machine', machineNeeds(machine).map(consoleNeed));
  }

  /** The calls are the target role's, and to assume that role is the execution role's. */
  function addForTarget(call: TaskCall, statements: readonly PolicyStatement[]): void {
    const roleArn = exactText(call.targetRoleArn);
    own.add('sts', [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [roleArn ?? '*'] }]);
    if (roleArn === undefined) return;
    const target = targets.get(roleArn) ?? { statements: new Statements(), machines: new Set() };
    targets.set(roleArn, target);
    target.machines.add(call.machine);
    // Events of another account do not reach the machine: its jobs are polled.
    target.statements.add(
      serviceOf(call),
      statements.filter((statement) => !isEvents(statement)),
    );
  }

  return {
    executionRole: { trustPolicy: executionRoleTrust(machines), policies: documentsOf(own.written()) },
    targetRoles: [...targets]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([roleArn, target]) => ({
        roleArn,
        trustPolicy: targetRoleTrust([...target.machines]),
        policies: documentsOf(target.statements.merged()),
      })),
    remarks,
  };
}

interface Target {
  readonly statements: Statements;
  readonly machines: Set<Machine>;
}

/** By service, as the console writes a policy for each. */
class Statements {
  readonly #byService = new Map<string, MergedStatements>();
  #isCalling = false;

  /** Activities are asked for by their workers, and need nothing of the role. */
  count(call: StateCall): void {
    this.#isCalling ||= call.type === 'DistributedMap' || call.integration !== 'activity';
  }

  add(service: string, statements: readonly PolicyStatement[]): void {
    const merged = this.#byService.get(service) ?? new MergedStatements();
    this.#byService.set(service, merged);
    for (const statement of statements) merged.add(statement);
  }

  merged(): readonly PolicyStatement[] {
    return [...this.#byService.values()].flatMap((merged) => merged.statements());
  }

  /** A role that is for nothing is denied everything. Source: Developer Guide, "IAM policies for activities". */
  written(): readonly PolicyStatement[] {
    const denied: PolicyStatement = { Effect: 'Deny', Action: ['*'], Resource: ['*'] };
    return this.#isCalling ? this.merged() : [denied, ...this.merged()];
  }
}

function statementsOf(call: StateCall): readonly PolicyStatement[] {
  if (call.type === 'DistributedMap') return distributedMapStatements(call);
  const template = consoleTemplates.get(call.integration);
  return template === undefined ? [] : fillTemplate(template, call);
}

function serviceOf(call: StateCall): string {
  return call.type === 'DistributedMap' ? 'MapRun' : (call.integration.split(':')[0] ?? '');
}

function isEvents({ Action }: PolicyStatement): boolean {
  return Action.includes('events:PutRule');
}

function remarksOn(call: StateCall, statements: readonly PolicyStatement[]): readonly string[] {
  if (call.type === 'DistributedMap') return [];
  const { integration } = call;
  if (integration === 'activity') return [];
  if (!consoleTemplates.has(integration))
    return [`The console writes no permissions for ${integration}. Add them by hand.`];
  if (!statements.some(({ Resource }) => Resource.includes(roleToFillIn))) return [];
  return [
    `The role that is passed is not written in the state machine: put its ARN in place of ${roleToFillIn}.`,
  ];
}

/** What the console grants for logs, and no execution uses. */
const logWriting = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function consoleNeed({
  actions,
  resources,
  condition,
}: ReturnType<typeof machineNeeds>[number]): PolicyStatement {
  const isLogs = actions.includes('logs:CreateLogDelivery');
  return {
    Effect: 'Allow',
    Action: isLogs ? [...actions, ...logWriting] : actions,
    Resource: resources,
    ...(condition !== undefined && { Condition: condition }),
  };
}
