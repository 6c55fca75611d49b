import { join } from 'node:path';
import { type FormatName, formats } from '../../policy-generator/formats/index.ts';
import {
  accountsOf,
  type RoleSet,
  roleSetOf,
  rolesOfAccount,
} from '../../policy-generator/formats/role-set.ts';
import { neededServices } from '../../policy-generator/needed-services.ts';
import type { ProfileName } from '../../policy-generator/profiles.ts';
import { type ExitCode, exitCodes } from '../diagnostics/validate-files.ts';
import type { RoleChanges } from './apply-roles.ts';
import { type MachinesRequest, readMachines } from './read-machines.ts';

export interface GenerateRequest extends MachinesRequest {
  readonly profile: ProfileName;
  readonly format: FormatName;
  readonly target:
    | { readonly type: 'Output' }
    | { readonly type: 'File'; readonly file: string }
    | { readonly type: 'Folder'; readonly folder: string };
  readonly apply:
    | { readonly url: string; readonly isDryRun: boolean; readonly profiles: ReadonlyMap<string, string> }
    | undefined;
}

/** What the command is given of the world. */
export interface GenerateSurroundings {
  /** Throws where there is no such file. */
  read(file: string): string;
  write(text: string): void;
  /** To whoever watches, not part of the output. */
  tell(text: string): void;
  writeFile(file: string, text: string): void;
  /** Of Stepwell. */
  readonly version: string;
}

/** Generates, writes and applies what is asked for, and tells how the process is to end. */
export async function generatePolicyFiles(
  request: GenerateRequest,
  surroundings: GenerateSurroundings,
): Promise<ExitCode> {
  const machines = readMachines(request, surroundings);
  if ('problem' in machines) {
    surroundings.tell(machines.problem);
    return machines.exitCode;
  }
  // Only this command needs what IAM knows of services, which is many files.
  const { loadServiceAuthorization } = await import('../../policy-generator/service-authorization-data.ts');
  const services = await loadServiceAuthorization(neededServices(machines));
  const set = roleSetOf(machines, services, request.profile);
  for (const { path, message } of set.remarks) surroundings.tell(`${path}: ${message}\n`);
  writeRoles(set, request, surroundings);
  if (request.apply !== undefined) {
    const { applyRoles } = await import('./apply-roles.ts');
    const changes = await applyRoles(set, { ...request.apply, region: request.region });
    surroundings.write(changes.map(changesText).join(''));
  }
  return exitCodes.valid;
}

/** Roles that are applied are written besides only where a file is named for them. */
function writeRoles(
  set: RoleSet,
  { format: name, target, apply }: GenerateRequest,
  { write, writeFile }: GenerateSurroundings,
): void {
  const format = formats[name];
  switch (target.type) {
    case 'Output':
      if (apply === undefined) write(format.write(set));
      return;
    case 'File':
      writeFile(target.file, format.write(set));
      return;
    case 'Folder':
      for (const account of accountsOf(set)) {
        const file = join(target.folder, `${account}${format.extension}`);
        writeFile(file, format.write(rolesOfAccount(set, account)));
        write(`${file}\n`);
      }
      return;
    default:
      target satisfies never;
  }
}

function changesText({ roleArn, changes }: RoleChanges): string {
  if (changes.length === 0) return `${roleArn}: nothing to change\n`;
  const lines = changes.map(({ action, policyName }) => `  ${[action, policyName ?? ''].join(' ').trim()}\n`);
  return `${roleArn}:\n${lines.join('')}`;
}
