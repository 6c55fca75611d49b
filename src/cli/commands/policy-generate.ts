import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { StateMachineType } from '../../asl/definition.ts';
import { parseArn } from '../../base/arn.ts';
import { type FormatName, formats } from '../../policy-generator/formats/index.ts';
import { type ProfileName, profiles } from '../../policy-generator/profiles.ts';
import type { AddCommand } from '../command.ts';
import { exitCodes } from '../diagnostics/validate-files.ts';
import { parseAccount } from '../options.ts';
import { type GenerateRequest, generatePolicyFiles } from '../policy/generate-policy-files.ts';
import { orExplain } from '../serve.ts';

interface GenerateOptions {
  readonly account?: string;
  readonly region: string;
  readonly name?: string;
  readonly profile: ProfileName;
  readonly type: StateMachineType;
  readonly logging?: boolean;
  readonly tracing?: boolean;
  readonly kmsKey?: string;
  readonly role?: string;
  readonly format: FormatName;
  readonly splitAccounts?: string;
  readonly output?: string;
  readonly apply?: string;
  readonly dryRun?: boolean;
  readonly accountProfile?: ReadonlyMap<string, string>;
}

export const generate: AddCommand = (program, { place }) => {
  program
    .command('generate')
    .description(
      'Write the least policies that definitions need: for the execution role that they run as, and for the roles of other accounts that their tasks assume. Remarks go to standard error. Exits with 0, with 1 if a definition is not valid or roles could not be applied, 2 if there is nothing to work with.',
    )
    .argument('<files...>', 'definitions, as JSON or YAML, that run as one role; - for standard input')
    .option(
      '--account <id>',
      `account of the state machines (default: that of --role, or ${place.account})`,
      parseAccount,
    )
    .option('--region <region>', 'region of the state machines', place.region)
    .option('--name <name>', 'name of the state machine; the file name if not given')
    .addOption(
      new Option(
        '--profile <profile>',
        "least: what the definitions can use and nothing else; console: what AWS's console writes for them",
      )
        .choices(Object.keys(profiles))
        .default('least'),
    )
    .addOption(
      new Option('--type <type>', 'type of the state machines')
        .choices(['STANDARD', 'EXPRESS'])
        .default('STANDARD'),
    )
    .option('--logging', 'the state machines are logged')
    .option('--tracing', 'the state machines are traced with X-Ray')
    .option('--kms-key <arn>', 'customer managed key that the state machines are encrypted with')
    .option('--role <role>', 'execution role, by name or ARN; named after the state machine if not given')
    .addOption(
      new Option('--format <format>', 'what to write the roles as')
        .choices(Object.keys(formats))
        .default('json'),
    )
    .option('--split-accounts <folder>', 'write a file for each account, named after it, into this folder')
    .option('--output <file>', 'write to this file instead of standard output')
    .option('--apply <url>', 'make the roles what they are to be on the Stepwell server at this URL')
    .option('--dry-run', 'with --apply, only tell what would change')
    .option(
      '--account-profile <account=profile>',
      'with --apply, the AWS profile that has credentials for an account; may be repeated',
      parseAccountProfile,
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.valid : exitCodes.unusable))
    .action(async (files: readonly string[], options: GenerateOptions) => {
      const account = options.account ?? parseArn(options.role ?? '')?.account ?? place.account;
      const { apply, kmsKey } = options;
      process.exitCode = await orExplain(() =>
        generatePolicyFiles(
          {
            files,
            account,
            region: options.region,
            name: options.name,
            role: options.role,
            profile: options.profile,
            type: options.type,
            isLogged: options.logging === true,
            isTraced: options.tracing === true,
            kmsKeyArn: kmsKey,
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

/** `222222222222=testing`, added to those before it. */
function parseAccountProfile(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, account = '', profile = ''] = /^(\d{12})=(.+)$/.exec(text) ?? [];
  if (account === '') throw new InvalidArgumentError('Write 222222222222=PROFILE.');
  return new Map([...before, [account, profile]]);
}
