import { type Json, plainJson } from '../../base/json.ts';
import type { Scope } from '../compiled.ts';
import { compilePath, type NoResult, type PathReader } from './jsonpath/compile-path.ts';
import { parsePath } from './jsonpath/parse-path.ts';
import type { Path } from './jsonpath/path.ts';
import { ownMember } from './members.ts';

/** A path ready to be read, from the state's data, the Context object or a variable, whichever its root is. */
export interface ScopedPath {
  /** As AWS repeats it in causes: it drops one `$` of a path into the Context object. */
  readonly text: string;
  /** The value from `data`, which `$` stands for; undefined where there is none. */
  read(scope: Scope, data: Json): Json | undefined;
  /** Why `read` gave undefined. */
  explain(scope: Scope, data: Json): NoResult;
  /** What the path was looked for in. */
  source(scope: Scope, data: Json): Json;
}

/** `text`, which passed validation, as a ScopedPath. */
export function compileScopedPath(text: string): ScopedPath {
  return scopePath(parsePath(text));
}

export function scopePath(path: Path): ScopedPath {
  const reader = compilePath(path);
  const { root, text } = path;
  if (root.kind === 'Context') {
    return {
      text: text.slice(1),
      read: (scope) => reader.read(scope.context()),
      explain: (scope) => reader.explain(scope.context()),
      source: (scope) => scope.context(),
    };
  }
  if (root.kind === 'Variable') return scopeVariable(text, root.name, reader);
  return {
    text,
    read: (_scope, data) => reader.read(plainJson(data)),
    explain: (_scope, data) => reader.explain(plainJson(data)),
    source: (_scope, data) => plainJson(data),
  };
}

function scopeVariable(text: string, name: string, reader: PathReader): ScopedPath {
  return {
    text,
    read: (scope) => {
      const value = ownMember(scope.variables, name);
      return value === undefined ? undefined : reader.read(value);
    },
    explain: (scope) => {
      const value = ownMember(scope.variables, name);
      return value === undefined
        ? { kind: 'Missing', detail: `No results for path: $${name}` }
        : reader.explain(value);
    },
    source: (scope, data) => {
      const value = ownMember(scope.variables, name);
      return value === undefined ? data : value;
    },
  };
}
