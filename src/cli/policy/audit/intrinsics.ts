import { type Document, isAlias, isScalar, visit, YAMLMap } from 'yaml';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';

/** Writes the short forms of CloudFormation's functions as the long ones: `!Sub text` as `{ "Fn::Sub": text }`. */
export function expandShortForms(document: Document): void {
  visit(document, {
    Node: (_key, node) => {
      const [, name] = /^!([A-Z]\w+)$/.exec((isAlias(node) ? undefined : node.tag) ?? '') ?? [];
      if (name === undefined || isAlias(node)) return undefined;
      // What stands behind the tag is looked into next, and has been dealt with itself.
      delete node.tag;
      const argument = name === 'GetAtt' && isScalar(node) ? attributeOf(String(node.value)) : node;
      const member = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
      const expanded = new YAMLMap();
      expanded.items.push(document.createPair(member, argument));
      return expanded;
    },
  });
}

/** `Role.Arn` names an attribute of a resource; what an attribute is called may have dots of its own. */
function attributeOf(text: string): readonly string[] {
  return text.split(/\.(.*)/s).slice(0, 2);
}

/** What a template's names stand for, as far as a template says. */
export interface TemplateValues {
  /** Of a parameter, a pseudo parameter or a resource. */
  ref(name: string): Json | undefined;
  attribute(resource: string, name: string): Json | undefined;
  /** Whether the condition holds; undefined where that depends on what nobody gave. */
  condition(name: string): boolean | undefined;
  mapping(map: string, key: string, name: string): Json | undefined;
}

/**
 * `value` with every function of CloudFormation worked out. What cannot be is left as `${Name}`, which is told through `unknown`.
 *
 * Source: CloudFormation User Guide, "Intrinsic function reference".
 */
export function resolveIntrinsics(
  value: Json,
  values: TemplateValues,
  unknown: (name: string) => void,
): Json {
  const resolve = (each: Json): Json => resolveIntrinsics(each, values, unknown);
  if (isJsonArray(value)) return value.map(resolve).filter((item) => item !== noValue);
  if (!isJsonObject(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [name, argument] = entry;
    const evaluate = functions[name];
    if (evaluate !== undefined) return evaluate(argument, { values, unknown, resolve });
  }
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, resolve(member)]);
  return Object.fromEntries(members.filter(([, member]) => member !== noValue));
}

/** AWS::NoValue, which takes away the member that has it. */
const noValue: JsonObject = {};

interface Evaluating {
  readonly values: TemplateValues;
  readonly unknown: (name: string) => void;
  readonly resolve: (value: Json) => Json;
}

const functions: Readonly<Record<string, (argument: Json, evaluating: Evaluating) => Json>> = {
  Ref: (name, evaluating) => (name === 'AWS::NoValue' ? noValue : known(String(name), evaluating)),
  'Fn::GetAtt': (argument, evaluating) =>
    known(isJsonArray(argument) ? argument.join('.') : String(argument), evaluating),
  'Fn::Sub': (argument, evaluating) => substituted(argument, evaluating),
  'Fn::Join': (argument, { resolve }) => {
    const [separator, items] = isJsonArray(argument) ? argument.map(resolve) : [];
    return (isJsonArray(items) ? items : []).map(String).join(String(separator ?? ''));
  },
  'Fn::Split': (argument, { resolve }) => {
    const [separator, text] = isJsonArray(argument) ? argument.map(resolve) : [];
    return String(text ?? '').split(String(separator ?? ''));
  },
  'Fn::Select': (argument, { resolve }) => {
    const [index, items] = isJsonArray(argument) ? argument.map(resolve) : [];
    return (isJsonArray(items) ? items[Number(index)] : undefined) ?? '';
  },
  'Fn::If': (argument, { values, unknown, resolve }) => {
    const [name, yes = null, no = null] = isJsonArray(argument) ? argument : [];
    const holds = values.condition(String(name));
    if (holds === undefined) unknown(String(name));
    return resolve(holds === false ? no : yes);
  },
  'Fn::FindInMap': (argument, { values, unknown, resolve }) => {
    const [map, key, name] = isJsonArray(argument) ? argument.map(resolve).map(String) : [];
    const found = values.mapping(map ?? '', key ?? '', name ?? '');
    if (found === undefined) unknown([map, key, name].join('.'));
    return found ?? `\${${map}}`;
  },
  'Fn::ImportValue': (argument, { unknown, resolve }) => {
    const name = String(resolve(argument));
    unknown(name);
    return `\${${name}}`;
  },
};

function known(name: string, { values, unknown, resolve }: Evaluating): Json {
  const [resource = '', ...attribute] = name.split('.');
  const found = attribute.length === 0 ? values.ref(name) : values.attribute(resource, attribute.join('.'));
  if (found !== undefined) return resolve(found);
  unknown(name);
  return `\${${name}}`;
}

/** `${!Literal}` stands for `${Literal}`. */
function substituted(argument: Json, evaluating: Evaluating): string {
  const [text, own] = isJsonArray(argument) ? argument : [argument];
  const members = isJsonObject(own) ? own : {};
  return String(text).replace(/\$\{([^}]*)\}/g, (_match, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const member = members[name.trim()];
    return String(member === undefined ? known(name.trim(), evaluating) : evaluating.resolve(member));
  });
}
