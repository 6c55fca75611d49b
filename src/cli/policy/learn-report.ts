import type { Arn } from '../../base/arn.ts';
import type { PolicyDocument } from '../../policy-generator/policy.ts';
import type { RecordedCall, RecordedCalls } from './learn-calls.ts';
import type { Comparison } from './learn-comparison.ts';
import { resourceOf, wasAllowed } from './learn-policy.ts';

export interface LearnReport extends RecordedCalls {
  readonly roleArn: Arn;
  readonly policies: readonly PolicyDocument[];
  /** Undefined where there were no definitions to compare with. */
  readonly comparison: Comparison | undefined;
}

export type LearnFormat = (report: LearnReport) => string;

/** Everything, for programs. Times are ISO 8601. */
const json: LearnFormat = ({ roleArn, policies, calls, omittedCount, comparison }) => {
  const report = {
    roleArn,
    policies,
    calls: calls.map(callJson),
    omittedCount,
    ...(comparison !== undefined && {
      comparison: {
        usedAndNotGenerated: comparison.usedOnly.map(callJson),
        generatedAndNotUsed: comparison.generatedOnly,
      },
    }),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
};

/** The policies by themselves, to be attached: one document, or a list where one would be too large. */
const policy: LearnFormat = ({ policies }) => {
  const [only, ...more] = policies;
  return `${JSON.stringify(more.length === 0 ? (only ?? []) : policies, undefined, 2)}\n`;
};

/** For people. */
const text: LearnFormat = ({ roleArn, policies, calls, omittedCount, comparison }) => {
  const refused = calls.filter((call) => !wasAllowed(call));
  const sections = [
    `${roleArn}: ${count(calls.length - refused.length, 'kind')} of calls\n`,
    ...policies.map((document) => `${JSON.stringify(document, undefined, 2)}\n`),
    ...list('Always refused, and left out', refused.map(callLine)),
    ...list('Too many resources to tell apart', calls.filter(({ isPrefix }) => isPrefix).map(callLine)),
    ...(omittedCount === 0 ? [] : [`${count(omittedCount, 'call')} of further actions are not known.\n`]),
    ...(comparison === undefined ? [] : comparisonSections(comparison)),
  ];
  return sections.join('\n');
};

/** What `stepwell policy learn --format` can write. */
export const learnFormats = { text, json, policy } satisfies Readonly<Record<string, LearnFormat>>;

export type LearnFormatName = keyof typeof learnFormats;

function comparisonSections({ usedOnly, generatedOnly }: Comparison): readonly string[] {
  if (usedOnly.length + generatedOnly.length === 0)
    return ['The policies generated for the definitions allow what was done, and no more.\n'];
  return [
    ...list('Done, and not allowed by the generated policies', usedOnly.map(callLine)),
    ...list(
      'Allowed by the generated policies, and never done',
      generatedOnly.map(({ sid, action, resource }) => `${action} on ${resource} (${sid ?? 'no Sid'})`),
    ),
  ];
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`];
}

function callLine(call: RecordedCall): string {
  const context = Object.entries(call.context).map(([key, value]) => ` with ${key} ${value}`);
  const refused = call.deniedCount === 0 ? '' : `, refused ${count(call.deniedCount, 'time')}`;
  return `${call.action} on ${resourceOf(call)}${context.join('')}: ${count(call.count, 'time')}${refused}, last ${iso(call.lastAt)}`;
}

function callJson({ firstAt, lastAt, ...call }: RecordedCall) {
  return { ...call, firstAt: iso(firstAt), lastAt: iso(lastAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
