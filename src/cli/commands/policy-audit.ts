import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import type { StateMachineType } from '../../asl/definition.ts';
import { parseArn } from '../../base/arn.ts';
import type { Severity } from '../../policy-generator/audit/finding.ts';
import type { AddCommand } from '../command.ts';
import { exitCodes } from '../diagnostics/validate-files.ts';
import { parseAccount } from '../options.ts';
import { auditPolicies } from '../policy/audit/audit-policies.ts';
import { type AuditFormatName, formats } from '../policy/audit/formats/index.ts';
import { orExplain } from '../serve.ts';

interface AuditOptions {
  readonly account?: string;
  readonly region: string;
  readonly name?: string;
  readonly type: StateMachineType;
  readonly logging?: boolean;
  readonly tracing?: boolean;
  readonly kmsKey?: string;
  readonly role?: string;
  readonly roles: readonly string[];
  readonly parameter: ReadonlyMap<string, string>;
  readonly endpoint?: string;
  readonly aws?: boolean;
  readonly accountProfile: ReadonlyMap<string, string>;
  readonly format: AuditFormatName;
  readonly failOn: Severity | 'never';
  readonly quiet?: boolean;
}

export const audit: AddCommand = (program, { place }) => {
  program
    .command('audit')
    .description(
      'Check roles that exist against what definitions need: what is missing or denied and by which statement, what is never needed, and whether both sides of every way into another account let it be taken. Exits with 0, with 1 for findings that --fail-on asks for, 2 if there is nothing to work with.',
    )
    .argument('<files...>', 'definitions, as JSON or YAML, that run as one role; - for standard input')
    .option('--role <role>', 'execution role, by name or ARN; named after the state machine if not given')
    .option(
      '--roles <file>',
      'file with roles, of any of these forms: what `policy generate` writes, roles by ARN, the answer of GetAccountAuthorizationDetails, a CloudFormation template, a Terraform plan or state as JSON, a policy document of the execution role; may be repeated',
      (file: string, before: readonly string[]) => [...before, file],
      [],
    )
    .option(
      '--parameter <name=value>',
      "value of a template's parameter; may be repeated",
      (text: string, before: ReadonlyMap<string, string>) =>
        parsePair(text, before, 'NAME=VALUE', /^([^=]+)=(.*)$/s),
      new Map<string, string>(),
    )
    .addOption(
      new Option('--endpoint <url>', 'read the roles from the Stepwell server at this URL').conflicts('aws'),
    )
    .option('--aws', 'read the roles from AWS, with the credentials that the AWS SDK finds')
    .option(
      '--account-profile <account=profile>',
      'the AWS profile that has credentials for an account; may be repeated',
      (text: string, before: ReadonlyMap<string, string>) =>
        parsePair(text, before, '222222222222=PROFILE', /^(\d{12})=(.+)$/),
      new Map<string, string>(),
    )
    .option(
      '--account <id>',
      `account of the state machines (default: that of --role, or ${place.account})`,
      parseAccount,
    )
    .option('--region <region>', 'region of the state machines', place.region)
    .option('--name <name>', 'name of the state machine; the file name if not given')
    .addOption(
      new Option('--type <type>', 'type of the state machines')
        .choices(['STANDARD', 'EXPRESS'])
        .default('STANDARD'),
    )
    .option('--logging', 'the state machines are logged')
    .option('--tracing', 'the state machines are traced with X-Ray')
    .option('--kms-key <arn>', 'customer managed key that the state machines are encrypted with')
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
      const { roles: roleFiles, endpoint, aws = false, accountProfile: profiles, failOn } = options;
      if (roleFiles.length === 0 && endpoint === undefined && !aws) {
        console.error('stepwell: there are no roles to audit: give --roles FILE, --endpoint URL or --aws.');
        process.exit(exitCodes.unusable);
      }
      process.exitCode = await orExplain(() =>
        auditPolicies(
          {
            files,
            account: options.account ?? parseArn(options.role ?? '')?.account ?? place.account,
            region: options.region,
            name: options.name,
            role: options.role,
            type: options.type,
            isLogged: options.logging === true,
            isTraced: options.tracing === true,
            kmsKeyArn: options.kmsKey,
            roleFiles,
            parameters: options.parameter,
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

function parsePair(
  text: string,
  before: ReadonlyMap<string, string>,
  form: string,
  pattern: RegExp,
): ReadonlyMap<string, string> {
  const [, name, value] = pattern.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError(`Write ${form}.`);
  return new Map([...before, [name, value]]);
}
