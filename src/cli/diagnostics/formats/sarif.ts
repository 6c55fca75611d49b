import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lintRules } from '../../../asl/lint/index.ts';
import type { Finding } from '../check-definition.ts';
import type { CheckedFile } from '../validate-files.ts';
import type { Format } from './format.ts';

/**
 * A log that code hosts and editors read.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
 */
export const sarif: Format = (files, { version }) => {
  const findings = files.flatMap((checked) =>
    'findings' in checked ? checked.findings.map((finding) => ({ file: checked.file, finding })) : [],
  );
  const codes = [...new Set(findings.map(({ finding }) => finding.code))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'stepwell', semanticVersion: version, rules: codes.map(ruleOf) } },
        invocations: [invocationOf(files)],
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ file, finding }) => resultOf(file, finding, codes.indexOf(finding.code))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
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

/** Relative paths stay relative, to wherever the log is read. */
function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
