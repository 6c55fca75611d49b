import jsonata from 'jsonata';
import { JsonataError } from './jsonata/jsonata-error.ts';
import type { Node } from './jsonata/node.ts';
import type { Value } from './jsonata/value.ts';

/*
 * All that is taken from the JSONata package: its parser, its catalog of messages, and those of its functions that only
 * compute. Its evaluator is not used. It knows no bound on time or memory, trusts marks that data can carry, and changes
 * the data it is given; `jsonata/` evaluates what the parser makes.
 */

/** The syntax tree of an expression. Throws a JsonataError that carries its message. */
export function parseExpression(text: string): Node {
  try {
    return jsonata(text).ast() as unknown as Node;
  } catch (problem) {
    throw parseError(problem);
  }
}

function parseError(problem: unknown): JsonataError {
  if (problem instanceof RangeError)
    return new JsonataError('S0500', { message: 'Expression is nested too deeply' });
  const { code = 'S0302', message } = problem as { readonly code?: string; readonly message?: string };
  return new JsonataError(code, { message: message ?? 'Syntax error' });
}

/** A function of the package, with the signature it is declared with. */
export interface PackageFunction {
  readonly arity: number;
  readonly signature: string;
  /** Throws a JsonataError. `at` is the time that parts of a timestamp are filled up from. */
  readonly apply: (parameters: readonly Value[], at: number) => Value;
}

interface Definition {
  readonly implementation: (this: object, ...parameters: readonly Value[]) => Value;
  readonly signature: { readonly definition: string };
}

/** The built-in function `name`, by which the package knows it without its `$`. */
export function packageFunction(name: string): PackageFunction {
  const { implementation, signature } = jsonata(`$${name}`).evaluate(undefined) as Definition;
  return {
    arity: implementation.length,
    signature: signature.definition,
    apply: (parameters, at) => {
      try {
        return implementation.call({ environment: { timestamp: new Date(at) } }, ...parameters);
      } catch (problem) {
        throw evaluationError(problem);
      }
    },
  };
}

function evaluationError(problem: unknown): unknown {
  if (problem instanceof Error) return problem;
  const { code, ...details } = problem as { readonly code: string };
  return new JsonataError(code, details);
}

const speaker = jsonata('$undefined()');

/** The message that the language's catalog has for an error. */
export function messageOf({ code, details, token }: JsonataError): string {
  speaker.registerFunction('undefined', () => {
    // The package completes the messages of what its functions throw, in this form.
    throw { ...details, code, ...(token === undefined ? {} : { token }) };
  });
  try {
    speaker.evaluate(undefined);
  } catch (problem) {
    return String((problem as { readonly message?: unknown }).message ?? code);
  }
  return code;
}
