import { basename } from 'node:path';
import type { StateMachineType } from '../../asl/definition.ts';
import { parseDefinition } from '../../asl/parse.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { findParameters, isConnectedResource, isKnownResource } from '../../connectors/index.ts';
import { isReadable } from '../../policy-generator/is-readable.ts';
import { formats } from '../diagnostics/formats/index.ts';
import {
  type CheckedFile,
  checkFile,
  type ExitCode,
  exitCodes,
  syntaxOf,
} from '../diagnostics/validate-files.ts';
import { readYaml } from '../diagnostics/yaml-definition.ts';

/** A definition and the name its state machine has. */
export interface NamedDefinition {
  readonly name: string;
  readonly definition: JsonObject;
}

export interface ReadRequest {
  /** `-` stands for standard input. */
  readonly files: readonly string[];
  /** Of the only one; the files' names where it is undefined. */
  readonly name: string | undefined;
  readonly type: StateMachineType;
}

/** Why there are no definitions to work with, as text, and what the process ends with for it. */
export interface Refusal {
  readonly problem: string;
  readonly exitCode: ExitCode;
}

export interface ReadSurroundings {
  /** Throws where there is no such file. */
  read(file: string): string;
  /** To whoever watches, not part of the output. */
  tell(text: string): void;
  /** Of Stepwell. */
  readonly version: string;
}

/**
 * The definitions in `files`. One that is not valid is taken, and what is wrong with it told, as long as all that it calls can
 * be seen; otherwise what `stepwell validate` says of them is the refusal.
 */
export function readDefinitions(
  { files, name, type }: ReadRequest,
  { read, tell, version }: ReadSurroundings,
): readonly NamedDefinition[] | Refusal {
  const texts = new Map<string, string>();
  const readOnce = (file: string): string => {
    const text = texts.get(file) ?? read(file);
    texts.set(file, text);
    return text;
  };
  const options = {
    type,
    // What this server could call does not matter to the policies.
    quiet: true,
    warningsAsErrors: false,
    hasPlaceholders: false,
    isKnownResource,
    isConnectedResource,
    findParameters,
  };
  const checked = files.map((file) => checkFile(file, options, { read: readOnce }));
  const exitCode = exitCodeOf(checked);
  const said = formats.text(checked, { hasColours: false, quiet: false, version });
  if (exitCode === exitCodes.unusable) return { problem: said, exitCode };
  const definitions = files.map((file) => ({
    name: name ?? nameOf(file),
    definition: definitionOf(file, readOnce(file)),
  }));
  if (exitCode === exitCodes.invalid) {
    if (!definitions.every(({ definition }) => isReadable(definition))) return { problem: said, exitCode };
    tell(said);
  }
  const problem = nameProblem(definitions, name);
  return problem === undefined ? definitions : { problem, exitCode: exitCodes.unusable };
}

function exitCodeOf(checked: readonly CheckedFile[]): ExitCode {
  if (checked.some((file) => 'problem' in file)) return exitCodes.unusable;
  const isInvalid = checked.some(
    (file) => 'findings' in file && file.findings.some(({ severity }) => severity === 'ERROR'),
  );
  return isInvalid ? exitCodes.invalid : exitCodes.valid;
}

function definitionOf(file: string, text: string): JsonObject {
  const read = syntaxOf(file, text) === 'YAML' ? readYaml(text) : { json: text };
  const parsed = parseDefinition('json' in read ? read.json : '');
  return 'definition' in parsed && isJsonObject(parsed.definition) ? parsed.definition : {};
}

/** What is left of a file's name without what it says of the syntax; standard input has none. */
function nameOf(file: string): string {
  if (file === '-') return '';
  return basename(file)
    .replace(/(\.asl)?\.(json|ya?ml)$/i, '')
    .replace(/[^\w.-]/g, '-');
}

function nameProblem(definitions: readonly NamedDefinition[], given: string | undefined): string | undefined {
  const names = definitions.map(({ name }) => name);
  if (names.includes(''))
    return 'stepwell: standard input has no name: give the state machine one with --name.\n';
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return undefined;
  const advice = given === undefined ? 'Name the files differently.' : 'Leave --name to the files.';
  return `stepwell: several state machines would have the name ${twice}. ${advice}\n`;
}
