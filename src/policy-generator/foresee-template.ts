import {
  type IntrinsicArgument,
  type IntrinsicCall,
  parseIntrinsic,
} from '../asl/expressions/intrinsics/parse.ts';
import { expressionIn } from '../asl/expressions/jsonata/expression.ts';
import { parsePath } from '../asl/expressions/jsonpath/parse-path.ts';
import type { Path } from '../asl/expressions/jsonpath/path.ts';
import { findTemplateValueProblem } from '../asl/expressions/syntax.ts';
import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { foreseeExpression } from './foresee-expression.ts';
import {
  concatenated,
  exactText,
  type Foreseen,
  foreseenLiteral,
  memberOf,
  pieceOf,
  unknown,
} from './foreseen.ts';
import type { Foresight } from './foresight.ts';

/** What `template` (Parameters, Arguments, or a part of them) will be, as far as the definition says. */
export function foresee(template: Json, foresight: Foresight): Foreseen {
  if (typeof template === 'string') {
    const expression = foresight.language === 'JSONata' ? expressionIn(template) : undefined;
    if (expression === undefined) return foreseenLiteral(template);
    return foresight.isLiteral ? unknown : foreseeExpression(expression, foresight);
  }
  if (isJsonArray(template))
    return { kind: 'Array', items: template.map((item) => foresee(item, foresight)) };
  if (!isJsonObject(template)) return foreseenLiteral(template);
  const members = new Map<string, Foreseen>();
  for (const [name, member] of Object.entries(template)) {
    if (foresight.language === 'JSONPath' && name.endsWith('.$'))
      members.set(name.slice(0, -2), foreseePath(String(member), foresight));
    else members.set(name, foresee(member, foresight));
  }
  return { kind: 'Object', members };
}

/** What a path or an intrinsic function gives: the text behind a name that ends in `.$`, or that of a field like `RoleArn.$`. */
export function foreseePath(text: string, foresight: Foresight): Foreseen {
  if (foresight.isLiteral || findTemplateValueProblem(text) !== undefined) return unknown;
  return text.startsWith('$')
    ? readPath(parsePath(text), foresight)
    : foreseeCall(parseIntrinsic(text), foresight);
}

function readPath({ root, steps, calls }: Path, foresight: Foresight): Foreseen {
  if (calls.length > 0) return unknown;
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'Property') return unknown;
    names.push(step.name);
  }
  if (root.kind === 'Context') return foresight.context(names.join('.'));
  if (root.kind !== 'Variable') return unknown;
  return names.reduce(stepInto, foresight.variable(root.name));
}

/** A member of what is no object fails, but for the length of an array. */
function stepInto(value: Foreseen, name: string): Foreseen {
  return value.kind === 'Object' ? memberOf(value, name) : unknown;
}

function foreseeCall({ intrinsic, arguments: parameters }: IntrinsicCall, foresight: Foresight): Foreseen {
  const values = () => parameters.map((argument) => foreseeArgument(argument, foresight));
  if (intrinsic.name === 'States.Array') return { kind: 'Array', items: values() };
  if (intrinsic.name === 'States.ArrayGetItem') return foreseeItem(parameters, foresight);
  if (intrinsic.name !== 'States.Format') return unknown;
  const [template, ...rest] = parameters;
  if (template?.kind !== 'Literal' || typeof template.braced !== 'string') return unknown;
  const gaps = rest.map((argument) => foreseeArgument(argument, foresight));
  return concatenated(formatParts(template.braced, gaps));
}

/** `States.ArrayGetItem(States.StringSplit(…), 4)`, such as the account in an ARN; or an item of an array that is foreseen. */
function foreseeItem([array, position]: readonly IntrinsicArgument[], foresight: Foresight): Foreseen {
  const index = position?.kind === 'Literal' ? position.value : undefined;
  if (array === undefined || typeof index !== 'number') return unknown;
  if (array.kind === 'Call' && array.intrinsic.name === 'States.StringSplit') {
    const [text, separators] = array.arguments.map((argument) => foreseeArgument(argument, foresight));
    const characters = separators === undefined ? undefined : exactText(separators);
    if (text === undefined || characters === undefined) return unknown;
    return pieceOf(text, (whole) => splitAtAny(whole, characters), index);
  }
  const value = foreseeArgument(array, foresight);
  return (value.kind === 'Array' ? value.items[index] : undefined) ?? unknown;
}

/** As the intrinsic function does: each character separates, and nothing between two of them is no piece. */
function splitAtAny(text: string, characters: string): readonly string[] {
  const pieces = [''];
  for (const character of text) {
    if (characters.includes(character)) pieces.push('');
    else pieces[pieces.length - 1] += character;
  }
  return pieces.filter((piece) => piece !== '');
}

function foreseeArgument(argument: IntrinsicArgument, foresight: Foresight): Foreseen {
  if (argument.kind === 'Call') return foreseeCall(argument, foresight);
  return argument.kind === 'Path' ? readPath(argument.path, foresight) : foreseenLiteral(argument.value);
}

/** The literal pieces of a States.Format text, its escapes resolved, with what stands for each `{}` between them. */
function formatParts(text: string, gaps: readonly Foreseen[]): readonly Foreseen[] {
  const parts: Foreseen[] = [];
  let literal = '';
  let gap = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\' && /[{}'\\]/.test(text[index + 1] ?? '')) {
      index += 1;
      literal += text[index];
    } else if (text.startsWith('{}', index)) {
      parts.push(foreseenLiteral(literal), gaps[gap] ?? unknown);
      literal = '';
      gap += 1;
      index += 1;
    } else literal += text[index];
  }
  return [...parts, foreseenLiteral(literal)];
}
