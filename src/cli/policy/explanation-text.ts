import type { DecidingStatement, Explanation } from './explain-access.ts';

/** For people. */
export function explanationText(explanation: Explanation): string {
  const { decision, principalArn, action, resource, reason, statements } = explanation;
  const verdict = { allowed: 'ALLOWED', explicitDeny: 'DENIED', implicitDeny: 'DENIED' }[decision];
  return [
    `${verdict}  ${action} on ${resource}`,
    `  as ${principalArn}`,
    '',
    ...(reason === undefined ? [withoutReason(decision)] : [reason]),
    ...statements.flatMap(statementLines),
    ...remarks(explanation),
    '',
  ].join('\n');
}

/** For programs. */
export function explanationJson(explanation: Explanation): string {
  return `${JSON.stringify(explanation, undefined, 2)}\n`;
}

function withoutReason(decision: Explanation['decision']): string {
  switch (decision) {
    case 'allowed':
      return 'A statement allows it.';
    case 'explicitDeny':
      return 'A statement denies it.';
    case 'implicitDeny':
      return 'No statement allows it.';
  }
  return decision satisfies never;
}

function statementLines({ policy, policyType, start, end, statement }: DecidingStatement): readonly string[] {
  const text = statement === undefined ? [] : JSON.stringify(statement, undefined, 2).split('\n');
  return ['', `${policy} (${policyType}), ${start} to ${end}`, ...text.map((line) => `  ${line}`)];
}

function remarks({
  missingContextKeys,
  isAllowedByBoundary,
  isAllowedByOrganization,
}: Explanation): readonly string[] {
  const lines: string[] = [];
  if (isAllowedByBoundary === false) lines.push('The permissions boundary does not allow it.');
  if (isAllowedByOrganization === false) lines.push('The organization does not allow it.');
  if (missingContextKeys.length > 0) {
    lines.push(
      `It depends on values that were not given: ${missingContextKeys.join(', ')}. Give them with --context KEY=VALUE.`,
    );
  }
  return lines.length === 0 ? [] : ['', ...lines];
}
