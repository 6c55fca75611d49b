import { SerializationException } from './errors.ts';

/** A form's fields as the tree their dotted names describe: `Tags.member.1.Key` is four nodes deep. */
export interface FormNode {
  readonly text: string | undefined;
  readonly children: ReadonlyMap<string, FormNode>;
}

interface GrowingNode extends FormNode {
  text: string | undefined;
  children: Map<string, GrowingNode>;
}

/** Names with more parts than any input of the Query APIs has are of no member, and ignored. */
const namePartsMax = 20;

/** `application/x-www-form-urlencoded` text as a tree. Throws SerializationException for broken percent-encoding. */
export function parseForm(encoded: string): FormNode {
  const root = growingNode();
  for (const field of encoded.split('&')) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    const name = decode(equals < 0 ? field : field.slice(0, equals));
    const parts = name.split('.', namePartsMax + 1);
    if (parts.length > namePartsMax) continue;
    let node = root;
    for (const part of parts) node = childOf(node, part);
    node.text ??= equals < 0 ? '' : decode(field.slice(equals + 1));
  }
  return root;
}

function childOf(node: GrowingNode, part: string): GrowingNode {
  const known = node.children.get(part);
  if (known !== undefined) return known;
  const child = growingNode();
  node.children.set(part, child);
  return child;
}

function growingNode(): GrowingNode {
  return { text: undefined, children: new Map() };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new SerializationException('The form has broken percent-encoding.');
  }
}
