import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { SourceMember, SourceNode } from '../../asl/source.ts';
import type { Span } from './find-span.ts';

/** A definition that was written as YAML: the same as JSON, and where everything stands in the YAML. */
export interface YamlDefinition {
  readonly json: string;
  readonly source: SourceNode;
}

export interface YamlProblem extends Span {
  readonly message: string;
}

/** `text` as a definition, or what keeps it from being YAML. */
export function readYaml(text: string): YamlDefinition | { readonly problems: readonly YamlProblem[] } {
  try {
    const document = parseDocument(text, { merge: true, prettyErrors: false, uniqueKeys: false });
    const problems = document.errors.map(({ message, pos: [start, end] }) => ({ message, start, end }));
    if (problems.length > 0) return { problems };
    return { json: JSON.stringify(document.toJS()) ?? 'null', source: sourceOf(document) };
  } catch (error) {
    // Aliases that would multiply without end, and nesting that outgrows the stack.
    const message = error instanceof Error ? error.message : String(error);
    return { problems: [{ message, start: 0, end: 1 }] };
  }
}

function sourceOf({ contents, range }: Document.Parsed): SourceNode {
  return contents === null ? { start: range[0], end: range[1], members: [] } : nodeSource(contents);
}

function nodeSource(node: Node): SourceNode {
  const [start, end] = node.range ?? [0, 0];
  if (isAlias(node)) return { start, end, members: [] };
  if (isMap<Node, Node | null>(node)) {
    return { start, end, members: node.items.map(({ key, value }) => memberSource(key, value)) };
  }
  if (isSeq<Node>(node)) return { start, end, members: node.items.map(elementSource) };
  return { start, end, members: [] };
}

function memberSource(key: Node, value: Node | null): SourceMember {
  const [nameStart, nameEnd] = key.range ?? [0, 0];
  const name = isScalar(key) ? String(key.value) : '';
  // A name without a value stands for null, at no place of its own.
  const empty = { start: nameStart, end: nameEnd, members: [] };
  return { name, nameStart, nameEnd, value: value === null ? empty : nodeSource(value) };
}

function elementSource(element: Node, index: number): SourceMember {
  const value = nodeSource(element);
  return { name: index, nameStart: value.start, nameEnd: value.end, value };
}
