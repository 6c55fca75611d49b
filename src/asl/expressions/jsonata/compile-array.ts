import type { Compiling, Run } from './compiling.ts';
import { pushAll } from './lookup.ts';
import type { ArrayNode } from './node.ts';
import type { Values } from './value.ts';

/** `[…]`: members that are arrays are taken apart, unless they are written as array constructors themselves. */
export function compileArray({ expressions, consarray }: ArrayNode, compiling: Compiling): Run {
  const items = expressions.map((node) => ({
    run: compiling.compile(node),
    staysWhole: node.type === 'unary' && node.value === '[',
  }));
  return (input, frame) => {
    const { evaluation } = frame;
    const result: Values = [];
    for (const { run, staysWhole } of items) {
      const value = run(input, frame);
      if (value === undefined) continue;
      if (Array.isArray(value) && !staysWhole) {
        pushAll(result, value, evaluation);
        continue;
      }
      evaluation.holdMore(result.length, 1);
      result.push(value);
    }
    if (consarray === true) result.constructed = true;
    return result;
  };
}
