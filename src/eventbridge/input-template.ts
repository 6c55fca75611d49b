import type { Json } from '../base/json.ts';

/** A variable's value, or JSON text that stands for one; undefined where there is no such variable. */
export type TemplateValues = (
  name: string,
) => { readonly value: Json } | { readonly text: string } | undefined;

interface Placeholder {
  readonly name: string;
  /** Whether it stands within a JSON string, and not for a whole value. */
  readonly isInString: boolean;
}

const placeholder = /<([\w.-]+)>/g;

/** The variables that a template names. */
export function templateVariables(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name);
}

/**
 * A template as a function of its variables. A variable within quotes gives its text alone; elsewhere it gives JSON. One
 * that an event lacks is an empty text.
 *
 * Source: User Guide, "Amazon EventBridge input transformation".
 */
export function compileTemplate(template: string): (values: TemplateValues) => string {
  const parts: (string | Placeholder)[] = [];
  let end = 0;
  let isInString = false;
  for (const found of template.matchAll(placeholder)) {
    const [whole, name = ''] = found;
    const before = template.slice(end, found.index);
    isInString = endsInString(before, isInString);
    parts.push(before, { name, isInString });
    end = found.index + whole.length;
  }
  parts.push(template.slice(end));
  // What is neither JSON nor a variable alone is a text, and the variables in it are text as well.
  const isText = !/^\s*(?:[[{"]|<[\w.-]+>\s*$)/.test(template);
  return (values) => {
    const write = (part: string | Placeholder) => {
      return typeof part === 'string' ? part : fill(part.name, values, isText || part.isInString);
    };
    if (!isText) return parts.map(write).join('');
    return `"${parts.map((part) => (typeof part === 'string' ? escaped(part) : write(part))).join('')}"`;
  };
}

/** Whether a JSON string is open at the end of `text`. */
function endsInString(text: string, isOpen: boolean): boolean {
  let isInString = isOpen;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isInString && character === '\\') index += 1;
    else if (character === '"') isInString = !isInString;
  }
  return isInString;
}

function fill(name: string, values: TemplateValues, isInString: boolean): string {
  const found = values(name) ?? { value: '' };
  if ('text' in found) return isInString ? escaped(found.text) : found.text;
  const { value } = found;
  if (!isInString) return JSON.stringify(value);
  return escaped(typeof value === 'string' ? value : JSON.stringify(value));
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
