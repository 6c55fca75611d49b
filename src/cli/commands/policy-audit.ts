import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { Severity } from '../../policy-generator/audit/finding.ts';
import type { AddCommand } from '../command.ts';
import { exitCodes } from '../diagnostics/validate-files.ts';
import { accountProfileOption, addPair } from '../options.ts';
import { auditPolicies } from '../policy/audit/audit-policies.ts';
import { type AuditFormatName, formats } from '../policy/audit/formats/index.ts';
import { addMachineOptions, type MachineOptions, machinesRequestOf } from '../policy/machine-options.ts';
import { orExplain } from '../serve.ts';

interface AuditOptions extends MachineOptions {
  readonly roles?: readonly string[];
  readonly parameter?: ReadonlyMap<string, string>;
  readonly endpoint?: string;
  readonly aws?: boolean;
  readonly accountProfile?: ReadonlyMap<string, string>;
  readonly format: AuditFormatName;
  readonly failOn: Severity | 'never';
  readonly quiet?: boolean;
}

export const audit: AddCommand = (program, { place }) => {
  addMachineOptions(program.command('audit'), place)
    .description(
      'Check roles that exist against what definitions need: what is missing or denied and by which statement, what is never needed, and whether both sides of every way into another account let it be taken. Exits with 0, with 1 for findings that --fail-on asks for, 2 if there is nothing to work with.',
    )
    .option(
      '--roles <file>',
      'file with roles, of any of these forms: what `policy generate` writes, roles by ARN, the answer of GetAccountAuthorizationDetails, a CloudFormation template, a Terraform plan or state as JSON, a policy document of the execution role; may be repeated',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option(
      '--parameter <name=value>',
      "value of a template's parameter; may be repeated",
      (text: string, before: ReadonlyMap<string, string> = new Map()) =>
        addPair(before, { text, form: 'NAME=VALUE', pattern: /^([^=]+)=(.*)$/s }),
    )
    .addOption(
      new Option('--endpoint <url>', 'read the roles from the Stepwell server at this URL').conflicts('aws'),
    )
    .option('--aws', 'read the roles from AWS, with the credentials that the AWS SDK finds')
    .addOption(accountProfileOption('the AWS profile that has credentials for an account; may be repeated'))
    .addOption(
      new Option('--format <format>', 'what to write the findings as')
        .choices(Object.keys(formats))
        .default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least of findings that fail the command')
        .choices(['error', 'warning', 'note', 'never'])
        .default('error'),
    )
    .option('--quiet', 'leave out notes, and say nothing where nothing is wrong')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.valid : exitCodes.unusable))
    .action(async (files: readonly string[], options: AuditOptions) => {
      const { roles: roleFiles = [], endpoint, aws = false, failOn } = options;
      const { accountProfile: profiles = new Map() } = options;
      if (roleFiles.length === 0 && endpoint === undefined && !aws) {
        console.error('stepwell: there are no roles to audit: give --roles FILE, --endpoint URL or --aws.');
        process.exit(exitCodes.unusable);
      }
      process.exitCode = await orExplain(() =>
        auditPolicies(
          {
            ...machinesRequestOf(files, options, place),
            roleFiles,
            parameters: options.parameter ?? new Map(),
            iam: endpoint === undefined && !aws ? undefined : { url: endpoint, profiles },
            format: options.format,
            failOn: failOn === 'never' ? undefined : failOn,
            quiet: options.quiet === true,
          },
          {
            read: readOnce(),
            write: (text) => process.stdout.write(text),
            tell: (text) => process.stderr.write(text),
            hasColours: process.stdout.isTTY === true && !process.env.NO_COLOR,
            version: program.version() ?? program.parent?.version() ?? '',
          },
        ),
      );
    });
};

/** Standard input can only be read once, and positions are looked up in what was read. */
function readOnce(): (file: string) => string {
  const texts = new Map<string, string>();
  return (file) => {
    const text = texts.get(file) ?? readFileSync(file === '-' ? 0 : file, 'utf8');
    texts.set(file, text);
    return text;
  };
}
