import type { AuditFormat } from './format.ts';

/** The findings, and for each state what it may do and by which statement. */
export const json: AuditFormat = ({ findings, states }, { quiet }) => {
  const shown = quiet ? findings.filter(({ severity }) => severity !== 'note') : findings;
  return `${JSON.stringify({ findings: shown, states }, undefined, 2)}\n`;
};
