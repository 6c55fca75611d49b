import type { AnswerHeaders } from './answer-headers.ts';
import { httpAnswerOf, jsonHeaders } from './json.ts';

/** As recorded: those of a service that speaks JSON, with the length of SNS's own XML, which has a line for each element. */
export const snsHeaders: AnswerHeaders = (answer) => ({
  ...jsonHeaders(answer),
  'Content-Length': String(indentedLength(httpAnswerOf(answer).body.trimEnd())),
});

/** The bytes of `xml` with two spaces of indentation, each line ended; elements that hold only text are one line. */
function indentedLength(xml: string): number {
  let length = Buffer.byteLength(xml);
  let depth = 0;
  let isLeaf = false;
  for (const [, slash, next] of xml.matchAll(/<(\/?)[^<>]+>(?=(<[^/])?)/g)) {
    if (slash === '') {
      length += 2 * depth;
      isLeaf = next === undefined;
      if (isLeaf) continue;
      depth += 1;
    } else if (isLeaf) {
      isLeaf = false;
    } else {
      depth -= 1;
      length += 2 * depth;
    }
    length += 1;
  }
  return length;
}
