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
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      if (code === backslash) index += 1;
      else if (code === quote) isInString = false;
    } else if (code === quote) isInString = true;
    else if (code === openBracket || code === openBrace) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (code === closeBracket || code === closeBrace) depth -= 1;
  }
  return false;
}
