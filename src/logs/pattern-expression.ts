import { RE2JS } from 're2js';

/** Whether a message is what a filter pattern looks for. */
export type MatchMessage = (message: string) => boolean;

/** A pattern that is none, or one of a kind that is not known here; `message` says which. */
export class InvalidFilterPattern extends Error {}

/** In time that grows with the message, whatever the expression. */
export function compileExpression(expression: string): MatchMessage {
  try {
    const compiled = RE2JS.compile(expression);
    return (message) => compiled.matcher(message).find();
  } catch {
    throw new InvalidFilterPattern(`Invalid regular expression in filter pattern: ${expression}`);
  }
}
