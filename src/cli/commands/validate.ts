import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { StateMachineType } from '../../asl/definition.ts';
import { findParameters, isConnectedResource, isKnownResource } from '../../connectors/index.ts';
import type { AddCommand } from '../command.ts';
import { type FormatName, formats } from '../diagnostics/formats/index.ts';
import { exitCodes, validateFiles } from '../diagnostics/validate-files.ts';
import { typeOption } from '../options.ts';

interface ValidateOptions {
  readonly format: FormatName;
  readonly type: StateMachineType;
  readonly quiet?: boolean;
  readonly warningsAsErrors?: boolean;
  readonly placeholders?: boolean;
}

export const validate: AddCommand = (program) => {
  program
    .command('validate')
    .description(
      'Check definitions, as JSON or YAML: what AWS refuses, what it warns of, and what fails or surprises at run time. Exits with 0 if they are valid, 1 if they are not, 2 if they could not be read.',
    )
    .argument('<files...>', 'definitions; - for standard input')
    .addOption(
      new Option('--format <format>', 'what to write the findings as')
        .choices(Object.keys(formats))
        .default('text'),
    )
    .addOption(typeOption())
    .option('--quiet', 'tell of errors only')
    .option('--warnings-as-errors', 'take every warning for an error')
    .option('--placeholders', `do not judge values that a deployment fills in, as in \${Name}`)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.valid : exitCodes.unusable))
    .action((files: readonly string[], options: ValidateOptions) => {
      process.exitCode = validateFiles(
        {
          files,
          format: options.format,
          type: options.type,
          quiet: options.quiet === true,
          warningsAsErrors: options.warningsAsErrors === true,
          hasPlaceholders: options.placeholders === true,
          isKnownResource,
          isConnectedResource,
          findParameters,
        },
        {
          read: (file) => readFileSync(file === '-' ? 0 : file, 'utf8'),
          write: (text) => process.stdout.write(text),
          hasColours: process.stdout.isTTY === true && !process.env.NO_COLOR,
          version: program.version() ?? '',
        },
      );
    });
};
