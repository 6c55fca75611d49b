import type { Cursor } from './cursor.ts';

/** Instructions a regular expression may come to, counted repetitions written out. */
const instructionsMax = 1000;

/** Whether a character, by its UTF-16 unit, is taken. */
export type Accepts = (code: number) => boolean;

type Instruction =
  | { readonly kind: 'Take'; readonly accepts: Accepts }
  | { readonly kind: 'Fork'; first: number; second: number }
  | { readonly kind: 'Jump'; to: number }
  | { readonly kind: 'Start' }
  | { readonly kind: 'End' };

/** An expression taken apart. `Start` and `End` are `^` and `$`. */
export type Node =
  | { readonly kind: 'Take'; readonly accepts: Accepts }
  | { readonly kind: 'Sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'Choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'Repeat'; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'Start' }
  | { readonly kind: 'End' };

/**
 * `node` as a test of whole texts. Throws SyntaxProblem, at `cursor`, where the expression is too large.
 */
export function compileProgram(node: Node, cursor: Cursor): (text: string) => boolean {
  const program: Instruction[] = [];
  emit(node, program, cursor);
  return (text) => run(program, text);
}

function emit(node: Node, program: Instruction[], cursor: Cursor): void {
  if (program.length > instructionsMax) cursor.fail('regular expression too large');
  switch (node.kind) {
    case 'Sequence':
      for (const child of node.nodes) emit(child, program, cursor);
      return;
    case 'Choice':
      emitChoice(node.nodes, program, cursor);
      return;
    case 'Repeat':
      emitRepeat(node, program, cursor);
      return;
    case 'Take':
    case 'Start':
    case 'End':
      program.push(node);
      return;
    default:
      node satisfies never;
  }
}

function emitChoice(nodes: readonly Node[], program: Instruction[], cursor: Cursor): void {
  const jumps: { kind: 'Jump'; to: number }[] = [];
  nodes.forEach((node, position) => {
    if (position === nodes.length - 1) {
      emit(node, program, cursor);
      return;
    }
    const fork = { kind: 'Fork' as const, first: program.length + 1, second: 0 };
    program.push(fork);
    emit(node, program, cursor);
    const jump = { kind: 'Jump' as const, to: 0 };
    jumps.push(jump);
    program.push(jump);
    fork.second = program.length;
  });
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(
  { node, min, max }: { readonly node: Node; readonly min: number; readonly max: number },
  program: Instruction[],
  cursor: Cursor,
): void {
  for (let count = 0; count < min; count += 1) {
    const size = program.length;
    emit(node, program, cursor);
    if (program.length === size) return;
  }
  if (max === Number.POSITIVE_INFINITY) {
    const fork = { kind: 'Fork' as const, first: program.length + 1, second: 0 };
    const start = program.length;
    program.push(fork);
    emit(node, program, cursor);
    program.push({ kind: 'Jump', to: start });
    fork.second = program.length;
    return;
  }
  const forks: { kind: 'Fork'; first: number; second: number }[] = [];
  for (let count = min; count < max; count += 1) {
    if (program.length > instructionsMax) cursor.fail('regular expression too large');
    const fork = { kind: 'Fork' as const, first: program.length + 1, second: 0 };
    forks.push(fork);
    program.push(fork);
    emit(node, program, cursor);
  }
  for (const fork of forks) fork.second = program.length;
}

function run(program: readonly Instruction[], text: string): boolean {
  let places = new Set<number>();
  reach(program, 0, { position: 0, length: text.length }, places);
  for (let position = 0; position < text.length; position += 1) {
    if (places.size === 0) return false;
    const code = text.charCodeAt(position);
    const next = new Set<number>();
    for (const place of places) {
      const instruction = program[place];
      if (instruction?.kind !== 'Take' || !instruction.accepts(code)) continue;
      reach(program, place + 1, { position: position + 1, length: text.length }, next);
    }
    places = next;
  }
  return places.has(program.length);
}

/** Adds the places that can be reached from `start` without taking a character. */
function reach(
  program: readonly Instruction[],
  start: number,
  at: { readonly position: number; readonly length: number },
  places: Set<number>,
): void {
  const pending = [start];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    if (places.has(place)) continue;
    places.add(place);
    const instruction = program[place];
    if (instruction === undefined || instruction.kind === 'Take') continue;
    if (instruction.kind === 'Jump') pending.push(instruction.to);
    else if (instruction.kind === 'Fork') pending.push(instruction.second, instruction.first);
    else if (instruction.kind === 'Start' ? at.position === 0 : at.position === at.length)
      pending.push(place + 1);
  }
}
