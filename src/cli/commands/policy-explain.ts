import { InvalidArgumentError, Option } from 'commander';
import type { AddCommand } from '../command.ts';

interface ExplainOptions {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly endpoint?: string;
  readonly aws?: boolean;
  readonly region: string;
  readonly format: 'text' | 'json';
}

/** What the process ends with. */
const exitCodes = { allowed: 0, denied: 1, unusable: 2 } as const;

export const explain: AddCommand = (program, { defaults, place }) => {
  program
    .command('explain')
    .description(
      'Tell whether a user or role may do something, and which statement of which policy decides, or what is missing. Exits with 0 if it is allowed, 1 if it is denied, 2 if nobody can tell.',
    )
    .requiredOption('--principal <arn>', 'the user or role')
    .requiredOption('--action <action>', 'what it is to do: lambda:InvokeFunction')
    .option('--resource <arn>', 'what it is to do that with', '*')
    .option(
      '--context <key=value>',
      'a condition key of the call; may be repeated, with the same key for one that has several values',
      addContext,
    )
    .option('--endpoint <url>', 'server to ask', `http://${defaults.host}:${defaults.port}`)
    .addOption(new Option('--aws', 'ask AWS instead').conflicts('endpoint'))
    .option('--region <region>', 'region to ask in', place.region)
    .addOption(
      new Option('--format <format>', 'what to write the explanation as')
        .choices(['text', 'json'])
        .default('text'),
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.unusable))
    .action(async ({ principal, aws, endpoint, format, context = {}, ...options }: ExplainOptions) => {
      // Only these commands need the SDK, which takes a while to load.
      const { explainAccess } = await import('../policy/explain-access.ts');
      const { explanationJson, explanationText } = await import('../policy/explanation-text.ts');
      try {
        const explanation = await explainAccess({
          ...options,
          context,
          principalArn: principal,
          endpoint: aws === true ? undefined : endpoint,
        });
        process.stdout.write(format === 'json' ? explanationJson(explanation) : explanationText(explanation));
        process.exitCode = explanation.decision === 'allowed' ? exitCodes.allowed : exitCodes.denied;
      } catch (error) {
        process.stderr.write(`stepwell: ${error instanceof Error ? error.message || error.name : error}\n`);
        process.exitCode = exitCodes.unusable;
      }
    });
};

function addContext(text: string, before: ExplainOptions['context'] = {}): ExplainOptions['context'] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write KEY=VALUE.');
  const key = text.slice(0, equals);
  return { ...before, [key]: [...(before[key] ?? []), text.slice(equals + 1)] };
}
