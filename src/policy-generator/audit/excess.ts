import type { Grant } from '../grant.ts';
import { codes, type FindingCode } from './codes.ts';
import type { CompiledRole } from './compiled-role.ts';
import type { Finding, Fix } from './finding.ts';
import { nameOf, referenceTo, removalOf, replacementOf, statementsFor } from './fixes.ts';
import { type NeededGrants, neededGrants } from './needed-grants.ts';
import { listed } from './permission-findings.ts';
import type { WrittenStatement } from './policy-source.ts';

/** What `role` grants that none of `needs` asks for, with the narrower form of each statement. */
export function excessFindings(role: CompiledRole, needs: readonly Grant[]): readonly Finding[] {
  const needed = neededGrants(needs);
  return role.identity
    .flatMap(({ statements }) => statements)
    .filter(({ fields }) => fields.Effect === 'Allow')
    .flatMap((statement) => statementExcess(role, statement, needed));
}

function statementExcess(
  role: CompiledRole,
  statement: WrittenStatement,
  needed: NeededGrants,
): readonly Finding[] {
  const { fields } = statement;
  const { Action: actions, Resource: resources } = fields;
  const used = needed.usedBy(fields);
  const reference = referenceTo(statement);
  const name = `${nameOf(reference)} of ${reference.policyName}`;
  const say = (code: FindingCode, message: string, fix: Fix): Finding => ({
    code,
    severity: codes[code].severity,
    machine: undefined,
    path: undefined,
    stateName: undefined,
    group: undefined,
    roleArn: role.arn,
    message,
    statement: reference,
    fix,
  });
  if (used.grants.length === 0) {
    const message = `${role.arn}: no state needs anything that ${name} grants (${listed(actions ?? ['everything but its NotAction'])}).`;
    return [say('UNUSED_STATEMENT', message, removalOf(reference, `Remove ${name}.`))];
  }
  const fix = replacementOf(
    reference,
    statementsFor(used.grants),
    `Replace ${name} by what the states need.`,
  );
  const needs = `they need ${listed(used.grants.map(({ action }) => action))}`;
  const found: Finding[] = [];
  const wide = actions === undefined ? ['NotAction'] : used.wideActions;
  if (wide.length > 0)
    found.push(
      say(
        'WIDE_ACTIONS',
        `${role.arn}: ${name} grants ${listed(wide)}, more than the states need: ${needs}.`,
        fix,
      ),
    );
  if (used.unusedActions.length > 0)
    found.push(
      say(
        'UNUSED_ACTIONS',
        `${role.arn}: no state needs ${listed(used.unusedActions)}, which ${name} grants.`,
        fix,
      ),
    );
  const wideResources = resources === undefined ? ['NotResource'] : used.wideResources;
  if (wideResources.length > 0)
    found.push(
      say(
        'WIDE_RESOURCES',
        `${role.arn}: ${name} grants ${listed(used.wideFor)} on ${listed(wideResources)}, more than the states need: ${listed(used.grants.map(({ resource }) => resource))}.`,
        fix,
      ),
    );
  if (used.unusedResources.length > 0)
    found.push(
      say(
        'UNUSED_RESOURCES',
        `${role.arn}: no state needs ${listed(used.unusedResources)}, which ${name} grants.`,
        fix,
      ),
    );
  const passed = used.grants.filter(({ condition }) => namesService(condition));
  if (passed.length > 0 && !fields.conditions.some(({ key }) => key.toLowerCase() === passedToService)) {
    const message = `${role.arn}: ${name} lets roles be passed to any service. Limit it with iam:PassedToService to those that the states use.`;
    found.push(say('PASS_ROLE_TO_ANY_SERVICE', message, fix));
  }
  return found;
}

const passedToService = 'iam:passedtoservice';

function namesService(condition: Grant['condition']): boolean {
  return Object.values(condition ?? {}).some((keys) =>
    Object.keys(keys).some((key) => key.toLowerCase() === passedToService),
  );
}
