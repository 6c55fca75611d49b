import { findJsonProblem, nestingDepthMax } from '../../../asl/json-problem.ts';
import type { AwsError } from '../../../base/aws-error.ts';
import { type Json, parseJson } from '../../../base/json.ts';

/**
 * JSON that a caller hands to an execution, bounded in depth, so that whoever walks it or writes it may recurse. Throws
 * what `refuse` makes of the problem, which is in the words of AWS's parser.
 */
export function parseJsonText(text: string, refuse: (problem: string) => AwsError): Json {
  let value: Json | undefined;
  try {
    value = parseJson(text);
  } catch {
    value = undefined;
  }
  if (value === undefined || isDeeperThan(text, nestingDepthMax)) {
    throw refuse(findJsonProblem(text)?.message ?? 'Invalid JSON');
  }
  return value;
}

/** UTF-16 code units: comparing numbers is faster than comparing texts. */
const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Whether `text`, which is JSON, has more than `depthMax` arrays and objects inside one another. */
function isDeeperThan(text: string, depthMax: number): boolean {
  // Every level takes a bracket on either side.
  if (text.length <= depthMax * 2) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === openBracket || code === openBrace) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (code === closeBracket || code === closeBrace) depth -= 1;
  }
  return false;
}

/** Where the string of a JSON text ends that begins at `start`: in one leap, since strings are most of a long text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}
