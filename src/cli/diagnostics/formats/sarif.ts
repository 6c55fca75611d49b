import { lintRules } from '../../../asl/lint/index.ts';
import type { Finding } from '../check-definition.ts';
import { sarifLog, uriOf } from '../sarif-log.ts';
import type { CheckedFile } from '../validate-files.ts';
import type { Format } from './format.ts';

/** A log that code hosts and editors read. */
export const sarif: Format = (files, { version }) => {
  const findings = files.flatMap((checked) =>
    'findings' in checked ? checked.findings.map((finding) => ({ file: checked.file, finding })) : [],
  );
  const codes = [...new Set(findings.map(({ finding }) => finding.code))];
  return sarifLog({
    version,
    rules: codes.map(ruleOf),
    invocation: invocationOf(files),
    results: findings.map(({ file, finding }) => resultOf(file, finding, codes.indexOf(finding.code))),
  });
};

function ruleOf(code: string) {
  const rule = lintRules.find((known) => known.code === code);
  return { id: code, ...(rule !== undefined && { shortDescription: { text: rule.summary } }) };
}

function invocationOf(files: readonly CheckedFile[]) {
  const unreadable = files.flatMap((checked) => ('problem' in checked ? [checked] : []));
  return {
    executionSuccessful: unreadable.length === 0,
    ...(unreadable.length > 0 && {
      toolExecutionNotifications: unreadable.map(({ file, problem }) => ({
        level: 'error',
        message: { text: problem },
        locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
      })),
    }),
  };
}

function resultOf(
  file: string,
  { severity, code, message, location, start, end }: Finding,
  ruleIndex: number,
) {
  return {
    ruleId: code,
    ruleIndex,
    level: severity === 'ERROR' ? 'error' : 'warning',
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column,
          },
        },
        ...(location !== undefined && { logicalLocations: [{ fullyQualifiedName: location }] }),
      },
    ],
  };
}
