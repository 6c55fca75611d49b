import { diagnoseDefinition } from '../../asl/diagnose.ts';
import type { Diagnostic } from '../../asl/diagnostic.ts';
import { readJsonSource, type SourceNode } from '../../asl/source.ts';
import type { ValidationOptions } from '../../asl/validate.ts';
import { locate, type Span } from './find-span.ts';
import { type LinedText, linesOf, offsetAt, positionAt, type TextPosition } from './text-position.ts';
import { readYaml } from './yaml-definition.ts';

/** A diagnostic and where it is in its file. */
export interface Finding {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  /** As AWS gives it; undefined where the text could not be read as a definition at all. */
  readonly location: string | undefined;
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export interface CheckOptions extends ValidationOptions {
  /** Whether `${…}` stands for what a deployment fills in, so that values which hold it are not judged. */
  readonly hasPlaceholders: boolean;
}

export interface CheckedText {
  readonly lines: LinedText;
  readonly findings: readonly Finding[];
}

/** What there is to say about the definition in `text`, in the order in which it stands there. */
export function checkDefinition(text: string, syntax: 'JSON' | 'YAML', options: CheckOptions): CheckedText {
  const lines = linesOf(text);
  const findings = syntax === 'YAML' ? checkYaml(lines, options) : checkJson(lines, options);
  const inOrder = [...findings].sort(
    (left, right) => left.start.line - right.start.line || left.start.column - right.start.column,
  );
  return { lines, findings: inOrder };
}

function checkJson(lines: LinedText, options: CheckOptions): readonly Finding[] {
  const diagnostics = diagnoseDefinition(lines.text, options);
  if (diagnostics.length === 0) return [];
  const syntaxProblem = diagnostics.find(isAboutSyntax);
  if (syntaxProblem !== undefined) return [syntaxFinding(syntaxProblem, lines)];
  return locateAll(diagnostics, readJsonSource(lines.text), { lines, options });
}

function checkYaml(lines: LinedText, options: CheckOptions): readonly Finding[] {
  const read = readYaml(lines.text);
  if ('problems' in read) {
    return read.problems.map(({ message, start, end }) => ({
      severity: 'ERROR',
      code: 'INVALID_YAML_DESCRIPTION',
      message,
      location: undefined,
      ...positions({ start, end }, lines),
    }));
  }
  const { json, source } = read;
  const diagnostics = diagnoseDefinition(json, { ...options, source });
  const syntaxProblem = diagnostics.find(isAboutSyntax);
  if (syntaxProblem === undefined) return locateAll(diagnostics, source, { lines, options });
  const { severity, code, message } = syntaxProblem;
  const whole = positions({ start: 0, end: 1 }, lines);
  return [{ severity, code, message: firstLine(message), location: undefined, ...whole }];
}

function isAboutSyntax({ code }: Diagnostic): boolean {
  return code === 'INVALID_JSON_DESCRIPTION' || code === 'MISSING_DESCRIPTION';
}

/** The position that AWS's message ends with is the one behind what it is about. */
function syntaxFinding({ severity, code, message, location = '' }: Diagnostic, lines: LinedText): Finding {
  const [, line = '1', column = '1'] = /line: (\d+), column: (\d+)\]$/.exec(location) ?? [];
  const position = { line: Number(line), column: Math.max(Number(column) - 1, 1) };
  const start = offsetAt(lines, position);
  const span = positions({ start, end: start + 1 }, lines);
  return { severity, code, message: firstLine(message), location: undefined, ...span };
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

interface Locating {
  readonly lines: LinedText;
  readonly options: CheckOptions;
}

function locateAll(
  diagnostics: readonly Diagnostic[],
  source: SourceNode,
  { lines, options: { hasPlaceholders } }: Locating,
): readonly Finding[] {
  return diagnostics.flatMap(({ severity, code, message, location = '/' }) => {
    const { start, end, value } = locate(source, { location, message });
    const isFilledIn = hasPlaceholders && value.members.length === 0;
    if (isFilledIn && lines.text.slice(value.start, value.end).includes('${')) return [];
    return [{ severity, code, message, location, ...positions({ start, end }, lines) }];
  });
}

function positions({ start, end }: Span, lines: LinedText): Pick<Finding, 'start' | 'end'> {
  return { start: positionAt(lines, start), end: positionAt(lines, Math.max(end, start + 1)) };
}
