import { InvalidArgumentError, Option } from 'commander';

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535; 0 takes a free one.');
  }
  return port;
}

export function parseAccount(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('An account id has 12 digits.');
  return text;
}

export function logLevelOption(level: string): Option {
  return new Option('--log-level <level>', 'how much the log on standard error tells')
    .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default(level)
    .env('STEPWELL_LOG_LEVEL');
}
