import { compilePath } from '../asl/expressions/jsonpath/compile-path.ts';
import { parsePath } from '../asl/expressions/jsonpath/parse-path.ts';
import { SyntaxProblem } from '../asl/expressions/jsonpath/path.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { EventRuleBody, EventTargetBody } from '../store/resources/events.ts';
import { type BusEvent, formatTime } from './bus-event.ts';
import { compileTemplate, type TemplateValues } from './input-template.ts';

/** What a target is given of an event, as JSON text; a template may make other text of it. */
export type MakeInput = (event: BusEvent, rule: EventRuleBody) => string;

const compiledInputs = new WeakMap<EventTargetBody, MakeInput>();

/** The target's Input, InputPath or InputTransformer, compiled once; the whole event where it has none. */
export function targetInputOf(target: EventTargetBody): MakeInput {
  const known = compiledInputs.get(target);
  if (known !== undefined) return known;
  const compiled = compileInput(target);
  compiledInputs.set(target, compiled);
  return compiled;
}

function compileInput({ Input, InputPath, InputTransformer }: EventTargetBody): MakeInput {
  if (Input !== undefined) return () => Input;
  if (InputPath !== undefined) {
    const read = compileInputPath(InputPath);
    return (event) => JSON.stringify(read(event.json) ?? null);
  }
  if (InputTransformer === undefined) return (event) => event.text;
  const paths = Object.entries(InputTransformer.InputPathsMap ?? {}).map(
    ([name, path]) => [name, compileInputPath(path)] as const,
  );
  const fill = compileTemplate(InputTransformer.InputTemplate);
  return (event, rule) => fill(valuesOf(event, rule, paths));
}

type ReadPath = (event: JsonObject) => Json | undefined;

/** Throws SyntaxProblem for a path that cannot be read. */
function compileInputPath(path: string): ReadPath {
  const { read } = compilePath(parsePath(path));
  return read;
}

export function isInputPath(path: string): boolean {
  try {
    parsePath(path);
    return path.startsWith('$') && !path.startsWith('$$');
  } catch (error) {
    if (error instanceof SyntaxProblem) return false;
    throw error;
  }
}

/** Source: User Guide, "Amazon EventBridge input transformation", predefined variables. */
function valuesOf(
  event: BusEvent,
  rule: EventRuleBody,
  paths: readonly (readonly [string, ReadPath])[],
): TemplateValues {
  const values = new Map<string, Json>();
  for (const [name, read] of paths) {
    const value = read(event.json);
    if (value !== undefined) values.set(name, value);
  }
  return (name) => {
    const value = values.get(name);
    if (value !== undefined) return { value };
    switch (name) {
      case 'aws.events.rule-arn':
        return { value: rule.arn };
      case 'aws.events.rule-name':
        return { value: rule.name };
      case 'aws.events.event.ingestion-time':
        return { value: formatTime(event.ingestedAt) };
      case 'aws.events.event':
        return { text: withoutDetail(event.json) };
      case 'aws.events.event.json':
        return { text: event.text };
      default:
        return undefined;
    }
  };
}

function withoutDetail({ detail: _detail, ...envelope }: JsonObject): string {
  return JSON.stringify(envelope);
}
