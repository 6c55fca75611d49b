import { apiModels, type Shape, shapeOf, structureOf } from '../../../src/api/model/model.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { constraintMessage, enumSentence, problemAt, sentences, wrongTypes } from './wording.ts';

/** An input that breaks one thing the API's model asks for, and the answer that is due. */
export interface Violation {
  readonly title: string;
  readonly input: JsonObject;
  readonly exception: 'ValidationException' | 'SerializationException';
  readonly message: string;
}

const model = apiModels.states;

/** Everything that can be wrong with an input of `operation`, one thing at a time, and all its required members gone. */
export function violationsOf(operation: string): readonly Violation[] {
  const shapeName = model.operations[operation]?.input;
  if (shapeName === undefined) throw new Error(`no input of ${operation} in the model`);
  const { required = [] } = structureOf(model, shapeName);
  const wrong = ofStructure(shapeName, '');
  const nothing = {
    title: 'nothing of what is required',
    value: {},
    problems: required.map((name) => missing(name)),
  };
  return [...wrong, ...(required.length > 1 ? [nothing] : [])].map(violationOf);
}

/** Inputs at the very edge of what the model allows. */
export function edgesOf(
  operation: string,
): readonly { readonly title: string; readonly input: JsonObject }[] {
  const shapeName = model.operations[operation]?.input ?? '';
  const whole = validOf(shapeName) as JsonObject;
  return Object.entries(structureOf(model, shapeName).members).flatMap(([name, { shape }]) =>
    edgesOfShape(shapeOf(model, shape)).map((value) => ({
      title: `${name} at ${brief(value)}`,
      input: { ...whole, [name]: value },
    })),
  );
}

/** A value that is wrong in one place, with the problems that a message names or what the parser says. */
interface Wrong {
  readonly title: string;
  readonly value: Json;
  readonly problems?: readonly string[];
  readonly says?: string;
}

function violationOf({ title, value, problems, says = '' }: Wrong): Violation {
  const input = value as JsonObject;
  return problems === undefined
    ? { title, input, exception: 'SerializationException', message: says }
    : { title, input, exception: 'ValidationException', message: constraintMessage(problems) };
}

function ofStructure(shapeName: string, path: string): readonly Wrong[] {
  const { members, required = [] } = structureOf(model, shapeName);
  const whole = validOf(shapeName) as JsonObject;
  return Object.entries(members).flatMap(([name, { shape }]) => {
    const memberPath = path === '' ? name : `${path}.${name}`;
    const { [name]: _left, ...without } = whole;
    const gone = [
      { title: `no ${memberPath}`, value: without, problems: [missing(memberPath)] },
      { title: `${memberPath}: null`, value: { ...whole, [name]: null }, problems: [missing(memberPath)] },
    ];
    const wrong = ofShape(shape, memberPath).map((each) => ({
      ...each,
      value: { ...whole, [name]: each.value },
    }));
    return [...(required.includes(name) ? gone : []), ...wrong];
  });
}

function ofShape(shapeName: string, path: string): readonly Wrong[] {
  const shape = shapeOf(model, shapeName);
  const types = wrongTypes(shape.type).map(({ value, says }) => ({
    title: `${path}: ${value}`,
    value: JSON.parse(value) as Json,
    says,
  }));
  if (shape.type === 'structure') return [...types, ...ofStructure(shapeName, path)];
  if (shape.type === 'list') return [...types, ...ofList(shapeName, path)];
  const wrong = brokenValues(shape).map(({ value, broken }) => ({
    title: `${path}: ${brief(value)}`,
    value,
    problems: broken.map((sentence) => problemAt(path, shownOf(shape, value), sentence)),
  }));
  return [...types, ...wrong];
}

function ofList(shapeName: string, path: string): readonly Wrong[] {
  const shape = shapeOf(model, shapeName);
  if (shape.type !== 'list') throw new Error(`${shapeName} is no list`);
  const member = shapeOf(model, shape.member.shape);
  const valid = validOf(shape.member.shape, true);
  const at = (value: readonly Json[], sentence: string): Wrong => ({
    title: `${path}: ${brief(value)}`,
    value,
    problems: [problemAt(path, `'${listText(value)}'`, sentence)],
  });
  const sizes = [
    ...(shape.max === undefined
      ? []
      : [
          at(
            Array.from({ length: shape.max + 1 }, () => valid),
            sentences.lengthMax(shape.max),
          ),
        ]),
    ...(shape.min === undefined ? [] : [at([], sentences.lengthMin(shape.min))]),
    at([null], sentences.required),
  ];
  if (member.type === 'structure') {
    const wrong = ofShape(shape.member.shape, `${path}.1.member`);
    return [...sizes, ...wrong.map((each) => ({ ...each, value: [each.value] }))];
  }
  const together = sentences.members(allSentences(member));
  return [...sizes, ...brokenValues(member).map(({ value }) => at([valid, value], together))];
}

/** Values of the right type that constraints of `shape` forbid, each with the sentences it earns in AWS's order. */
function brokenValues(
  shape: Shape,
): readonly { readonly value: string | number; readonly broken: readonly string[] }[] {
  if (shape.type === 'string') {
    const texts = [
      ...(shape.max === undefined ? [] : ['a'.repeat(shape.max + 1)]),
      ...(shape.min === undefined || shape.min === 0 ? [] : ['a'.repeat(shape.min - 1)]),
      ...(shape.pattern === undefined ? [] : ['\u00e9 \u00e9']),
      ...(shape.enum === undefined ? [] : [`${shape.enum[0]}x`, '']),
    ];
    return texts.map((value) => ({ value, broken: brokenBy(shape, value) }));
  }
  if (shape.type === 'integer' || shape.type === 'long' || shape.type === 'float') {
    const { min, max } = shape;
    return [
      ...(max === undefined ? [] : [{ value: max + 1, broken: [sentences.valueMax(max)] }]),
      ...(min === undefined ? [] : [{ value: min - 1, broken: [sentences.valueMin(min)] }]),
    ];
  }
  return [];
}

function brokenBy(shape: Shape & { readonly type: 'string' }, text: string): readonly string[] {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, enum: values } = shape;
  return [
    ...(text.length > max ? [sentences.lengthMax(max)] : []),
    ...(text.length < min ? [sentences.lengthMin(min)] : []),
    // All the patterns of this API refuse the empty text and letters beyond ASCII, but for one that refuses only these.
    ...(pattern !== undefined && (/[^ -~]/.test(text) || (text === '' && !pattern.endsWith('*')))
      ? [sentences.pattern(pattern)]
      : []),
    ...(values !== undefined && !values.includes(text) ? [enumSentence(values)] : []),
  ];
}

function allSentences(shape: Shape): readonly string[] {
  if (shape.type !== 'string') return [];
  const { min, max } = shape;
  return [
    ...(max === undefined ? [] : [sentences.lengthMax(max)]),
    ...(min === undefined ? [] : [sentences.lengthMin(min)]),
  ];
}

/** Values that just satisfy a scalar's bounds. */
function edgesOfShape(shape: Shape): readonly Json[] {
  switch (shape.type) {
    case 'string':
      if (shape.enum !== undefined) return shape.enum;
      return [shape.min, shape.max]
        .filter((length) => length !== undefined)
        .map((length) => 'a'.repeat(length));
    case 'integer':
    case 'long':
    case 'float':
      return [shape.min, shape.max].filter((bound) => bound !== undefined);
    case 'boolean':
      return [true, false];
    default:
      return [];
  }
}

/** What a shape allows: all that it requires, and all there is of what stands in a list. */
function validOf(shapeName: string, isInList = false): Json {
  const shape = shapeOf(model, shapeName);
  switch (shape.type) {
    case 'structure': {
      const { members, required = [] } = shape;
      const names = isInList ? Object.keys(members) : required;
      return Object.fromEntries(names.map((name) => [name, validOf(members[name]?.shape ?? '')]));
    }
    case 'list':
      return [validOf(shape.member.shape, true)];
    case 'string':
      return shape.enum?.[0] ?? 'a'.repeat(Math.max(1, shape.min ?? 1));
    case 'boolean':
      return true;
    default:
      return 'min' in shape ? (shape.min ?? 1) : 1;
  }
}

function missing(path: string): string {
  return problemAt(path, 'null', sentences.required);
}

function shownOf(shape: Shape, value: string | number): string {
  if (shape.sensitive === true) return '';
  return `'${shape.type === 'float' ? Number(value).toFixed(1) : value}'`;
}

/** A list of texts or structures as messages show it. */
function listText(values: readonly Json[]): string {
  const texts = values.map((value) => {
    if (typeof value !== 'object' || value === null) return String(value);
    return `{${Object.entries(value)
      .map(([name, member]) => `${name}=${member}`)
      .join(', ')}}`;
  });
  return `[${texts.join(', ')}]`;
}

function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 20)}… of ${text.length}`;
}
