import { basename } from 'node:path';
import type { StateMachineType } from '../../asl/definition.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { findParameters, isConnectedResource, isKnownResource } from '../../connectors/index.ts';
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
  /** Of Stepwell. */
  readonly version: string;
}

/** The definitions in `files`; where any is not valid, what `stepwell validate` says of them. */
export function readDefinitions(
  { files, name, type }: ReadRequest,
  { read, version }: ReadSurroundings,
): readonly NamedDefinition[] | Refusal {
  const texts = new Map<string, string>();
  const readOnce = (file: string): string => {
    const text = texts.get(file) ?? read(file);
    texts.set(file, text);
    return text;
  };
  const options = {
    type,
    quiet: false,
    warningsAsErrors: false,
    hasPlaceholders: false,
    isKnownResource,
    isConnectedResource,
    findParameters,
  };
  const checked = files.map((file) => checkFile(file, options, { read: readOnce }));
  const exitCode = exitCodeOf(checked);
  if (exitCode !== exitCodes.valid) {
    const problem = formats.text(checked, { hasColours: false, quiet: false, version });
    return { problem, exitCode };
  }
  const definitions = files.map((file) => ({
    name: name ?? nameOf(file),
    definition: definitionOf(file, readOnce(file)),
  }));
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
  const definition: unknown = JSON.parse('json' in read ? read.json : 'null');
  return isJsonObject(definition) ? definition : {};
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
