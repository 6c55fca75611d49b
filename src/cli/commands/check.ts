import { constants, setPriority } from 'node:os';
import type { AddCommand, DataReport } from '../command.ts';
import { counted } from '../counted.ts';

interface CheckOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** What the process ends with. */
const exitCodes = { sound: 0, damaged: 1, unusable: 2 } as const;

/** Between two lines of progress. */
const progressMilliseconds = 1_000;

export const check: AddCommand = (program, { checkData }) => {
  program
    .command('check')
    .description(
      'Verify a data folder or a backup: every log is folded and held against what is listed, woken and recovered by. Changes nothing. Exits with 0 if all is sound, 1 if not, 2 if it cannot be looked at.',
    )
    .requiredOption('--data <path>', 'data folder, or the file of a database')
    .option('--json', 'write what was found as JSON')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.unusable))
    .action(async ({ data, json = false }: CheckOptions) => {
      // A server on the same machine goes first.
      setPriority(constants.priority.PRIORITY_LOW);
      let toldAt = performance.now();
      try {
        const report = await checkData(data, ({ checkedCount, totalCount }) => {
          if (performance.now() < toldAt + progressMilliseconds) return;
          toldAt = performance.now();
          process.stderr.write(`${checkedCount} of ${counted(totalCount, 'execution')} checked\n`);
        });
        process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
        process.exitCode = report.findings.length === 0 ? exitCodes.sound : exitCodes.damaged;
      } catch (error) {
        process.stderr.write(`stepwell: ${error instanceof Error ? error.message : error}\n`);
        process.exitCode = exitCodes.unusable;
      }
    });
};

function reportText(report: DataReport): string {
  const { findings, findingCounts, executionCount, eventCount, resourceCount, seconds } = report;
  const total = Object.values(findingCounts).reduce((sum, count) => sum + count, 0);
  const lines = findings.map(({ code, subject, message }) => `${code}: ${subject}: ${message}`);
  if (total > findings.length) lines.push(`and ${counted(total - findings.length, 'finding')} more`);
  const speed = Math.round(executionCount / Math.max(seconds, 0.001));
  lines.push(
    `${total === 0 ? 'sound' : counted(total, 'finding')}: ${counted(executionCount, 'execution')}, ${counted(eventCount, 'event')}, ${counted(resourceCount, 'resource')}; ${speed} executions a second`,
  );
  return `${lines.join('\n')}\n`;
}
