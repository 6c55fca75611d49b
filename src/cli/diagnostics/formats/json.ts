import type { Finding } from '../check-definition.ts';
import type { Format } from './format.ts';

/** One object per file, in the order they were given. */
export const json: Format = (files) => {
  const report = files.map((checked) => {
    const { file } = checked;
    if ('problem' in checked) return { file, result: 'UNREADABLE', problem: checked.problem };
    const isInvalid = checked.findings.some(({ severity }) => severity === 'ERROR');
    return { file, result: isInvalid ? 'FAIL' : 'OK', diagnostics: checked.findings.map(diagnosticJson) };
  });
  return `${JSON.stringify(report, undefined, 2)}\n`;
};

function diagnosticJson({ severity, code, message, location, start, end }: Finding) {
  return {
    severity,
    code,
    message,
    ...(location !== undefined && { location }),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}
