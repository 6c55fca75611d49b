import type { ValidationOptions } from '../../asl/validate.ts';
import { checkDefinition, type Finding } from './check-definition.ts';
import { type FormatName, formats } from './formats/index.ts';
import type { LinedText } from './text-position.ts';

export interface ValidateRequest extends ValidationOptions {
  /** `-` stands for standard input. */
  readonly files: readonly string[];
  readonly format: FormatName;
  readonly quiet: boolean;
  readonly warningsAsErrors: boolean;
  readonly hasPlaceholders: boolean;
}

/** What the command is given of the world. */
export interface ValidateSurroundings {
  /** Throws where there is no such file. */
  read(file: string): string;
  write(text: string): void;
  readonly hasColours: boolean;
  /** Of Stepwell. */
  readonly version: string;
}

/** One file after it was looked at: its findings, or why it could not be read. */
export type CheckedFile =
  | { readonly file: string; readonly lines: LinedText; readonly findings: readonly Finding[] }
  | { readonly file: string; readonly problem: string };

/** What the process ends with. */
export const exitCodes = { valid: 0, invalid: 1, unusable: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Looks at every file, writes what there is to say, and tells how the process is to end. */
export function validateFiles(request: ValidateRequest, surroundings: ValidateSurroundings): ExitCode {
  const checked = request.files.map((file) => checkFile(file, request, surroundings));
  const { quiet } = request;
  surroundings.write(formats[request.format](checked, { ...surroundings, quiet }));
  if (checked.some((file) => 'problem' in file)) return exitCodes.unusable;
  const isInvalid = checked.some(
    (file) => 'findings' in file && file.findings.some(({ severity }) => severity === 'ERROR'),
  );
  return isInvalid ? exitCodes.invalid : exitCodes.valid;
}

/** Looks at one file. */
export function checkFile(
  file: string,
  request: Omit<ValidateRequest, 'files' | 'format'>,
  { read }: Pick<ValidateSurroundings, 'read'>,
): CheckedFile {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error) };
  }
  const { lines, findings } = checkDefinition(text, syntaxOf(file, text), request);
  const judged = request.warningsAsErrors ? findings.map(asError) : findings;
  return { file, lines, findings: request.quiet ? judged.filter(isError) : judged };
}

/** By its name, or by how it begins where the name does not say. */
export function syntaxOf(file: string, text: string): 'JSON' | 'YAML' {
  if (/\.ya?ml$/i.test(file)) return 'YAML';
  if (/\.json$/i.test(file)) return 'JSON';
  return /^\s*[{[]/.test(text) ? 'JSON' : 'YAML';
}

function isError({ severity }: Finding): boolean {
  return severity === 'ERROR';
}

function asError(finding: Finding): Finding {
  return { ...finding, severity: 'ERROR' };
}
