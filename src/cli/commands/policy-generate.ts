import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Option } from 'commander';
import { type FormatName, formats } from '../../policy-generator/formats/index.ts';
import { type ProfileName, profiles } from '../../policy-generator/profiles.ts';
import type { AddCommand } from '../command.ts';
import { exitCodes } from '../diagnostics/validate-files.ts';
import { accountProfileOption } from '../options.ts';
import { type GenerateRequest, generatePolicyFiles } from '../policy/generate-policy-files.ts';
import { addMachineOptions, type MachineOptions, machinesRequestOf } from '../policy/machine-options.ts';
import { orExplain } from '../serve.ts';

interface GenerateOptions extends MachineOptions {
  readonly profile: ProfileName;
  readonly format: FormatName;
  readonly splitAccounts?: string;
  readonly output?: string;
  readonly apply?: string;
  readonly dryRun?: boolean;
  readonly accountProfile?: ReadonlyMap<string, string>;
}

export const generate: AddCommand = (program, { place }) => {
  addMachineOptions(program.command('generate'), place)
    .description(
      'Write the least policies that definitions need: for the execution role that they run as, and for the roles of other accounts that their tasks assume. Remarks go to standard error. Exits with 0, with 1 if a definition is not valid or roles could not be applied, 2 if there is nothing to work with.',
    )
    .addOption(
      new Option(
        '--profile <profile>',
        "least: what the definitions can use and nothing else; console: what AWS's console writes for them",
      )
        .choices(Object.keys(profiles))
        .default('least'),
    )
    .addOption(
      new Option('--format <format>', 'what to write the roles as')
        .choices(Object.keys(formats))
        .default('json'),
    )
    .option('--split-accounts <folder>', 'write a file for each account, named after it, into this folder')
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--apply <url>', 'make the roles what they are to be on the Stepwell server at this URL')
    .option('--dry-run', 'with --apply, only tell what would change')
    .addOption(
      accountProfileOption(
        'with --apply, the AWS profile that has credentials for an account; may be repeated',
      ),
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.valid : exitCodes.unusable))
    .action(async (files: readonly string[], options: GenerateOptions) => {
      const { apply } = options;
      process.exitCode = await orExplain(() =>
        generatePolicyFiles(
          {
            ...machinesRequestOf(files, options, place),
            profile: options.profile,
            format: options.format,
            target: targetOf(options),
            apply:
              apply === undefined
                ? undefined
                : {
                    url: apply,
                    isDryRun: options.dryRun === true,
                    profiles: options.accountProfile ?? new Map(),
                  },
          },
          {
            read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8'),
            write: (text) => process.stdout.write(text),
            tell: (text) => process.stderr.write(text),
            writeFile: (file, text) => {
              mkdirSync(dirname(file), { recursive: true });
              writeFileSync(file, text);
            },
            version: program.version() ?? '',
          },
        ),
      );
    });
};

function targetOf({ output, splitAccounts }: GenerateOptions): GenerateRequest['target'] {
  if (splitAccounts !== undefined) return { type: 'Folder', folder: splitAccounts };
  return output === undefined ? { type: 'Output' } : { type: 'File', file: output };
}
