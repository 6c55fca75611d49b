import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The parts of a log that tell what was found. */
interface SarifRun {
  /** Of Stepwell. */
  readonly version: string;
  readonly rules: readonly object[];
  readonly invocation: object;
  readonly results: readonly object[];
}

/**
 * A log that code hosts and editors read, as text.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
 */
export function sarifLog({ version, rules, invocation, results }: SarifRun): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'stepwell', semanticVersion: version, rules } },
        invocations: [invocation],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Where `file` is, as logs say it. Relative paths stay relative, to wherever the log is read. */
export function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
