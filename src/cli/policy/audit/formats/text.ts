import type { Finding, Severity } from '../../../../policy-generator/audit/finding.ts';
import { counted } from '../../../counted.ts';
import type { AuditFormat } from './format.ts';

const colours: Readonly<Record<Severity, number>> = { error: 31, warning: 33, note: 36 };

/** For people: each finding with what to change, and how many there are at the end. */
export const text: AuditFormat = ({ findings, states }, { hasColours, quiet, files }) => {
  const shown = quiet ? findings.filter(({ severity }) => severity !== 'note') : findings;
  const several = files.length > 1;
  const parts = shown.map((finding) => findingText(finding, { hasColours, several }));
  if (quiet && shown.length === 0) return '';
  const counts = (['error', 'warning', 'note'] as const).map((severity) =>
    counted(findings.filter((finding) => finding.severity === severity).length, severity),
  );
  return `${parts.join('')}${counted(states.length, 'state')}: ${counts.join(', ')}\n`;
};

function findingText(
  { severity, code, machine, path, message, fix }: Finding,
  { hasColours, several }: { readonly hasColours: boolean; readonly several: boolean },
): string {
  const label = hasColours ? `\u001b[${colours[severity]}m${severity}\u001b[0m` : severity;
  const place = path === undefined ? 'role' : `${several ? `${machine}:` : ''}${path}`;
  const lines = [`${place}: ${label} ${code}: ${message}`];
  if (fix !== undefined) {
    lines.push(`    ${fix.description}`);
    const change = fix.trustPolicy ?? fix.statements;
    for (const part of change === undefined ? [] : [change].flat())
      lines.push(`      ${JSON.stringify(part)}`);
  }
  return `${lines.join('\n')}\n`;
}
