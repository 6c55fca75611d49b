import { call } from './call.ts';
import { cloneOf } from './clone.ts';
import { compileVariable } from './compile-variable.ts';
import type { Compiling, Run } from './compiling.ts';
import type { Frame } from './frame.ts';
import { JsonataError } from './jsonata-error.ts';
import type { TransformNode } from './node.ts';
import { parseSignature } from './signature.ts';
import { Callable, isCallable, isMembers, type Members, putMember, type Value } from './value.ts';

const signature = parseSignature('<(oa):o>');

/** `|…|…|`: a function from an object to a copy of it, changed where the pattern leads. */
export function compileTransform(node: TransformNode, compiling: Compiling): Run {
  const parts: Parts = {
    clone: compileVariable('clone', compiling),
    pattern: compiling.compile(node.pattern),
    update: compiling.compile(node.update),
    remove: node.delete === undefined ? undefined : compiling.compile(node.delete),
  };
  return (_input, frame) => new Transform(parts, frame);
}

interface Parts {
  /** The language makes the copy with whatever `$clone` is at the time. */
  readonly clone: Run;
  readonly pattern: Run;
  readonly update: Run;
  readonly remove: Run | undefined;
}

class Transform extends Callable {
  readonly arity = 1;
  readonly #parts: Parts;
  readonly #frame: Frame;

  constructor(parts: Parts, frame: Frame) {
    super();
    this.#parts = parts;
    this.#frame = frame;
  }

  invoke(parameters: readonly Value[], input: Value): Value {
    const [value] = signature.validate(parameters, input);
    if (value === undefined) return undefined;
    const { clone, pattern } = this.#parts;
    const frame = this.#frame;
    const cloner = clone(undefined, frame);
    if (!isCallable(cloner)) throw new JsonataError('T2013');
    // Copied once more, since what a `$clone` of the expression's own answers may be shared with anything.
    const copy = cloneOf(call(cloner, [value], null, frame), frame.evaluation);
    const own = objectsIn(copy, new Set());
    const matches = pattern(copy, frame);
    for (const match of Array.isArray(matches) ? [...matches] : [matches]) {
      if (match !== undefined) this.#change(match, own);
    }
    return copy;
  }

  /** Objects from elsewhere that the pattern leads to stay as they are: data is never changed. */
  #change(match: Value, own: ReadonlySet<Value>): void {
    const { update, remove } = this.#parts;
    const target = isMembers(match) && own.has(match) ? match : undefined;
    const changes = update(match, this.#frame);
    if (changes !== undefined) {
      if (!isMembers(changes)) throw new JsonataError('T2011', { value: changes });
      if (target) assignMembers(target, changes, this.#frame);
    }
    const deletions = remove?.(match, this.#frame);
    if (deletions === undefined) return;
    const names = Array.isArray(deletions) ? deletions : [deletions];
    for (const name of names) {
      if (typeof name !== 'string') throw new JsonataError('T2012', { value: deletions });
    }
    if (target) for (const name of names) delete target[String(name)];
  }
}

function assignMembers(target: Members, changes: Members, { evaluation }: Frame): void {
  const names = Object.keys(changes);
  evaluation.holdRecord(names.length);
  for (const name of names) putMember(target, name, changes[name]);
}

/** Every object in a copy, which has none of them twice. */
function objectsIn(value: Value, found: Set<Value>): Set<Value> {
  if (Array.isArray(value)) for (const member of value) objectsIn(member, found);
  if (isMembers(value)) {
    found.add(value);
    for (const name of Object.keys(value)) objectsIn(value[name], found);
  }
  return found;
}
