/** A value for a CloudFormation template: JSON, and intrinsic functions of one text in their short form. */
export type Yaml = null | boolean | number | string | Expression | readonly Yaml[] | YamlObject;

interface YamlObject {
  readonly [name: string]: Yaml;
}

class Expression {
  readonly tag: string;
  readonly argument: string;

  constructor(tag: string, argument: string) {
    this.tag = tag;
    this.argument = argument;
  }
}

/** `!Ref Name`, `!Sub '${Name}'`. */
export function expression(tag: `!${string}`, argument: string): Yaml {
  return new Expression(tag, argument);
}

/** `value` as a YAML document that parsers of 1.1 and 1.2 read alike. */
export function yamlText(value: Yaml): string {
  return blockLines(value).join('\n').concat('\n');
}

function blockLines(value: Yaml): readonly string[] {
  if (isYamlArray(value) && value.length > 0) return value.flatMap((item) => bulleted(blockLines(item)));
  if (isYamlObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, member]) => memberLines(scalarText(name), member));
  return [flowText(value)];
}

function memberLines(name: string, value: Yaml): readonly string[] {
  const isBlock = (isYamlArray(value) && value.length > 0) || (isYamlObject(value) && !isEmpty(value));
  if (!isBlock) return [`${name}: ${flowText(value)}`];
  return [`${name}:`, ...blockLines(value).map((line) => `  ${line}`)];
}

function bulleted(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
}

function flowText(value: Yaml): string {
  if (value instanceof Expression) return `${value.tag} ${scalarText(value.argument)}`;
  if (typeof value === 'string') return scalarText(value);
  return JSON.stringify(value);
}

/** Names, actions and ARNs that no parser takes for anything else. */
const plain = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z](?:[\w/.-]|:(?=[\w/.-]))*$/i;

function scalarText(text: string): string {
  if (plain.test(text) || /^(?:arn|AWS):(?:[\w/.-]|:+(?=[\w/.-]))+$/.test(text)) return text;
  if (/[\p{Cc}\u0085\u2028\u2029\ufeff]/u.test(text)) return escaped(text);
  return `'${text.replaceAll("'", "''")}'`;
}

/** Double-quoted, with every character escaped that is not to be printed. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function isYamlArray(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}

function isYamlObject(value: Yaml): value is YamlObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Expression)
  );
}

function isEmpty(value: YamlObject): boolean {
  return Object.keys(value).length === 0;
}
