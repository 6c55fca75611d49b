import type { Command } from 'commander';
import type { StateMachineType } from '../../asl/definition.ts';
import { parseArn } from '../../base/arn.ts';
import type { CommandParts } from '../command.ts';
import { parseAccount, typeOption } from '../options.ts';
import type { MachinesRequest } from './read-machines.ts';

/** What a command line says of the state machines whose roles it is about. */
export interface MachineOptions {
  readonly role?: string;
  readonly account?: string;
  readonly region: string;
  readonly name?: string;
  readonly type: StateMachineType;
  readonly logging?: boolean;
  readonly tracing?: boolean;
  readonly kmsKey?: string;
}

/** Lets `command` take definitions and `MachineOptions`. */
export function addMachineOptions(command: Command, place: CommandParts['place']): Command {
  return command
    .argument('<files...>', 'definitions, as JSON or YAML, that run as one role; - for standard input')
    .option('--role <role>', 'execution role, by name or ARN; named after the state machine if not given')
    .option(
      '--account <id>',
      `account of the state machines (default: that of --role, or ${place.account})`,
      parseAccount,
    )
    .option('--region <region>', 'region of the state machines', place.region)
    .option('--name <name>', 'name of the state machine; the file name if not given')
    .addOption(typeOption())
    .option('--logging', 'the state machines are logged')
    .option('--tracing', 'the state machines are traced with X-Ray')
    .option('--kms-key <arn>', 'customer managed key that the state machines are encrypted with');
}

export function machinesRequestOf(
  files: readonly string[],
  { role, account, region, name, type, logging, tracing, kmsKey }: MachineOptions,
  place: CommandParts['place'],
): MachinesRequest {
  return {
    files,
    role,
    account: account ?? parseArn(role ?? '')?.account ?? place.account,
    region,
    name,
    type,
    isLogged: logging === true,
    isTraced: tracing === true,
    kmsKeyArn: kmsKey,
  };
}
