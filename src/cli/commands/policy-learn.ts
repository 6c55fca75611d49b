import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { StateMachineType } from '../../asl/definition.ts';
import type { AddCommand } from '../command.ts';
import { typeOption } from '../options.ts';
import { type LearnFormatName, learnFormats } from '../policy/learn-report.ts';
import { orExplain } from '../serve.ts';

interface LearnOptions {
  readonly role: string;
  readonly endpoint: string;
  readonly region: string;
  readonly compare?: readonly string[];
  readonly type: StateMachineType;
  readonly format: LearnFormatName;
}

export const learn: AddCommand = (program, { defaults, place }) => {
  program
    .command('learn')
    .description(
      'Write the tightest policy that lets a role do what it did on a server, and tell how that differs from what definitions need.',
    )
    .requiredOption('--role <arn>', 'the role')
    .option(
      '--endpoint <url>',
      'server that the role was used on',
      `http://${defaults.host}:${defaults.port}`,
    )
    .option('--region <region>', 'region of the state machines', place.region)
    .option('--compare <files...>', 'definitions that run as the role, or whose tasks assume it')
    .addOption(typeOption())
    .addOption(
      new Option('--format <format>', 'what to write; policy is the policy alone')
        .choices(Object.keys(learnFormats))
        .default('text'),
    )
    .action(async ({ role, compare = [], format, ...options }: LearnOptions) => {
      // Only these commands need the SDK, which takes a while to load.
      const { learn: learnFrom } = await import('../policy/learn.ts');
      const report = await orExplain(() =>
        learnFrom(
          { ...options, roleArn: role, files: compare },
          {
            read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8'),
            tell: (text) => process.stderr.write(text),
            version: program.version() ?? '',
          },
        ),
      );
      process.stdout.write(learnFormats[format](report));
    });
};
