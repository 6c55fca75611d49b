import { readJsonSource } from '../../../../asl/source.ts';
import { codes } from '../../../../policy-generator/audit/codes.ts';
import type { Finding } from '../../../../policy-generator/audit/finding.ts';
import { locate } from '../../../diagnostics/find-span.ts';
import { sarifLog, uriOf } from '../../../diagnostics/sarif-log.ts';
import { linesOf, positionAt } from '../../../diagnostics/text-position.ts';
import { syntaxOf } from '../../../diagnostics/validate-files.ts';
import { readYaml } from '../../../diagnostics/yaml-definition.ts';
import type { AuditFormat, AuditFormatOptions } from './format.ts';

/**
 * A log that code hosts and editors read. A finding points at the state in its definition; one about a role alone at the
 * definition's beginning.
 */
export const sarif: AuditFormat = ({ findings }, options) => {
  const shown = options.quiet ? findings.filter(({ severity }) => severity !== 'note') : findings;
  const used = [...new Set(shown.map(({ code }) => code))];
  const regions = regionsOf(options);
  return sarifLog({
    version: options.version,
    rules: used.map((id) => ({
      id,
      shortDescription: { text: codes[id].summary },
      defaultConfiguration: { level: codes[id].severity },
    })),
    invocation: { executionSuccessful: true },
    results: shown.map((finding) => ({
      ruleId: finding.code,
      ruleIndex: used.indexOf(finding.code),
      level: finding.severity,
      message: { text: messageOf(finding) },
      locations: [locationOf(finding, options, regions)],
    })),
  });
};

function messageOf({ message, fix }: Finding): string {
  return fix === undefined ? message : `${message} ${fix.description}`;
}

type Regions = (file: string, path: string | undefined) => Region;

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function locationOf(
  { machine, path, roleArn }: Finding,
  { files }: Pick<AuditFormatOptions, 'files'>,
  regions: Regions,
) {
  const file = (files.find(({ name }) => name === machine) ?? files[0])?.file ?? '';
  const role = { fullyQualifiedName: roleArn, kind: 'resource' };
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: regions(file, path) },
    logicalLocations: [...(path === undefined ? [] : [{ fullyQualifiedName: path }]), role],
  };
}

/** Where paths stand in files, each of which is read once. */
function regionsOf({ read }: Pick<AuditFormatOptions, 'read'>): Regions {
  const sources = new Map<string, ReturnType<typeof sourceOf>>();
  return (file, path) => {
    const known = sources.get(file) ?? sourceOf(file, read(file));
    sources.set(file, known);
    const { lines, source } = known;
    const span = path === undefined ? { start: 0, end: 1 } : locate(source, { location: path, message: '' });
    const [start, end] = [
      positionAt(lines, span.start),
      positionAt(lines, Math.max(span.end, span.start + 1)),
    ];
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  };
}

function sourceOf(file: string, text: string) {
  const lines = linesOf(text);
  if (syntaxOf(file, text) === 'JSON') return { lines, source: readJsonSource(text) };
  const read = readYaml(text);
  return { lines, source: 'source' in read ? read.source : readJsonSource('{}') };
}
