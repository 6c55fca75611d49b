import type { JsonObject } from '../../base/json.ts';
import type { AnswerHeaders } from './answer-headers.ts';
import { jsonHeaders } from './json.ts';

/** As recorded. */
export const statesHeaders: AnswerHeaders = (answer) => {
  const headers = jsonHeaders(answer);
  const length = Number(headers['Content-Length']) + timesLengthened(answer.output);
  return { ...headers, 'Content-Length': String(length) };
};

/**
 * How many characters longer AWS's answer is than ours: it writes points in time as Java writes a double
 * (`1.688128935872E9`, recorded through the length of the answer), where we write `1688128935.872`.
 */
function timesLengthened({ startDate, stopDate }: JsonObject): number {
  let characters = 0;
  for (const time of [startDate, stopDate]) {
    if (typeof time === 'number') characters += javaDouble(time / 1000).length - String(time / 1000).length;
  }
  return characters;
}

function javaDouble(seconds: number): string {
  const [digits = '0', exponent = '0'] = seconds.toExponential().split('e+');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent}`;
}
