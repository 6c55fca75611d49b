import { isJsonArray, type Json, jsonText } from '../../../base/json.ts';
import { type Accessor, compileAccessor } from './accessor.ts';
import { compileOperand } from './filter.ts';
import { isDefinite, type Path, type PathCall, type Step } from './path.ts';
import { emptyAggregation, pathFunctions } from './path-functions.ts';
import { compileWalk, foundMax, TooManyFound } from './walker.ts';

/** A path as closures over the value that its `$` stands for. */
export interface PathReader {
  /** The value, a list where the path is indefinite; undefined where there is no result. */
  read: Accessor;
  /** Why `read` gives undefined for the same root. Slow: it walks the path again. */
  explain(root: Json): NoResult;
}

/** Why a path has no result. */
export interface NoResult {
  /**
   * `Missing`: nothing is there. `PastEnd`: the path ends with an index beyond its array. `Invalid`: a step cannot be
   * applied to the value it comes to; AWS lets Jayway's words for that through.
   */
  readonly kind: 'Missing' | 'PastEnd' | 'Invalid';
  /** In Jayway's words. */
  readonly detail: string;
  /** The name or index that leads nowhere, where one is to blame. */
  readonly step?: string;
}

export function compilePath({ steps, calls }: Path): PathReader {
  if (isDefinite(steps) && calls.length === 0) return readDefinite(steps, false);
  const reader = isDefinite(steps) ? readDefinite(steps, true) : readIndefinite(steps);
  return boundWork(calls.reduce(applyCall, reader));
}

/** `reader`, with no result where it would find too much. */
function boundWork({ read, explain }: PathReader): PathReader {
  return {
    read: (root) => {
      try {
        return read(root);
      } catch (error) {
        if (error instanceof TooManyFound) return undefined;
        throw error;
      }
    },
    explain: (root) => {
      try {
        return explain(root);
      } catch (error) {
        if (error instanceof TooManyFound) return { kind: 'Invalid', detail: tooManyFound };
        throw error;
      }
    },
  };
}

const tooManyFound = `The path leads to more than ${foundMax} values`;

function readDefinite(steps: readonly Step[], isCalled: boolean): PathReader {
  return {
    read: compileAccessor(steps),
    explain: (root) => explain(root, steps, isCalled ? Number.NaN : steps.length - 1),
  };
}

/**
 * Up to its first indefinite step a path follows the rules of a definite one, except that what is missing there gives an
 * empty list, as recorded.
 */
function readIndefinite(steps: readonly Step[]): PathReader {
  const split = steps.findIndex((step) => step.kind !== 'Property' && step.kind !== 'Index');
  const prefix = steps.slice(0, split);
  const lead = compileAccessor(prefix);
  const [firstStep] = steps.slice(split);
  const walk = compileWalk(steps.slice(split));

  function explainLead(root: Json): NoResult | undefined {
    const start = lead(root);
    if (start === undefined) {
      const reason = explain(root, prefix, Number.NaN);
      return reason.kind === 'Invalid' ? reason : undefined;
    }
    return firstStep === undefined ? undefined : refuse(firstStep, start);
  }

  return {
    read: (root) => {
      const start = lead(root);
      if (start === undefined || (firstStep !== undefined && refuse(firstStep, start) !== undefined)) {
        return explainLead(root) === undefined ? [] : undefined;
      }
      const found: Json[] = [];
      walk(start, root, found);
      return found;
    },
    explain: (root) => explainLead(root) ?? { kind: 'Invalid', detail: tooManyFound },
  };
}

/** Jayway's words where an indefinite step cannot be applied to what a definite path came to. */
function refuse(step: Step, value: Json): NoResult | undefined {
  if (step.kind === 'Slice' || step.kind === 'Indexes') {
    if (isJsonArray(value)) return undefined;
    return notAnArray(bracketText(step), value);
  }
  if (step.kind === 'Filter' && (typeof value !== 'object' || value === null)) {
    const detail = `Filter: ${step.text} can not be applied to primitives. Current context is: ${jsonText(value)}`;
    return { kind: 'Invalid', detail };
  }
  return undefined;
}

function notAnArray(text: string, value: Json): NoResult {
  const detail = `Filter: ${text} can only be applied to arrays. Current context is: ${jsonText(value)}`;
  return { kind: 'Invalid', detail };
}

/** Walks a definite path and says where it ends; `leafPosition` is the step that nothing follows. */
function explain(root: Json, steps: readonly Step[], leafPosition: number): NoResult {
  let value: Json | undefined = root;
  let place = '$';
  for (const [position, step] of steps.entries()) {
    const isLeaf = position === leafPosition;
    const name = nameOf(step);
    if (step.kind === 'Index') {
      if (value === undefined) return { kind: 'Missing', detail: `The path ${place} is null`, step: name };
      if (!isJsonArray(value)) return notAnArray(bracketText(step), value);
    } else if (typeof value !== 'object' || value === null || isJsonArray(value)) {
      return { kind: 'Missing', detail: notAnObject(step, place, value), step: name };
    }
    place += bracketText(step);
    value = compileAccessor([step])(value);
    if (value !== undefined) continue;
    if (isLeaf) {
      const kind = step.kind === 'Index' ? 'PastEnd' : 'Missing';
      return { kind, detail: `No results for path: ${place}`, step: name };
    }
    // What stands past the end of an array is null to Jayway, and only the next step fails on it.
    if (step.kind === 'Index') continue;
    return { kind: 'Missing', detail: `Missing property in path ${place}`, step: name };
  }
  return { kind: 'Missing', detail: `No results for path: ${place}` };
}

function nameOf(step: Step): string {
  return step.kind === 'Property'
    ? step.name
    : step.kind === 'Index'
      ? String(step.index)
      : bracketText(step);
}

function notAnObject(step: Step, place: string, value: Json | undefined): string {
  return (
    `Expected to find an object with property ${bracketText(step)} in path ${place} but found '${javaClass(value)}'. ` +
    `This is not a json object according to the JsonProvider: ` +
    `'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.`
  );
}

function javaClass(value: Json | undefined): string {
  if (value === undefined) return 'null';
  const node = isJsonArray(value)
    ? 'Array'
    : value === null
      ? 'Null'
      : typeof value === 'string'
        ? 'Text'
        : typeof value === 'boolean'
          ? 'Boolean'
          : Number.isInteger(value)
            ? 'Int'
            : 'Double';
  return `com.fasterxml.jackson.databind.node.${node}Node`;
}

function bracketText(step: Step): string {
  switch (step.kind) {
    case 'Property':
      return `['${step.name}']`;
    case 'Properties':
      return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
    case 'Index':
      return `[${step.index}]`;
    case 'Indexes':
      return `[${step.indexes.join(',')}]`;
    case 'Slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'Wildcard':
      return '[*]';
    case 'Filter':
      return step.text;
    case 'Descent':
      return `..${bracketText(step.step)}`;
    default:
      return step satisfies never;
  }
}

/** A function takes the whole result of what stands before it, a list after an indefinite path. */
function applyCall(inner: PathReader, { name, arguments: operands }: PathCall): PathReader {
  const call = pathFunctions[name];
  const parameters = operands.map((operand) => compileOperand(operand, compileWalk));
  return {
    read: (root) => {
      const value = inner.read(root);
      if (value === undefined) return undefined;
      return call(
        value,
        parameters.map((parameter) => parameter(root, root)).filter((each) => each !== undefined),
      );
    },
    explain: (root) =>
      inner.read(root) === undefined ? inner.explain(root) : { kind: 'Invalid', detail: emptyAggregation },
  };
}
