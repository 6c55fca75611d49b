import { type Audit, auditRoles } from '../../../policy-generator/audit/audit.ts';
import type { Severity } from '../../../policy-generator/audit/finding.ts';
import type { Machine } from '../../../policy-generator/machine.ts';
import { neededServices } from '../../../policy-generator/needed-services.ts';
import { roleNeedsOf } from '../../../policy-generator/role-needs.ts';
import type { ServiceAuthorization } from '../../../policy-generator/service-authorization.ts';
import { type ExitCode, exitCodes } from '../../diagnostics/validate-files.ts';
import { type MachinesRequest, readMachines } from '../read-machines.ts';
import { type AuditFormatName, formats } from './formats/index.ts';
import { type GivenRoles, joinRoles, type SourcePlace } from './given-roles.ts';
import { readRoleFile } from './role-file.ts';

export interface AuditRequest extends MachinesRequest {
  /** Files that hold roles. */
  readonly roleFiles: readonly string[];
  /** Values of a template's parameters. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Where IAM's API is asked; undefined where it is not, without an url for AWS itself. */
  readonly iam:
    | { readonly url: string | undefined; readonly profiles: ReadonlyMap<string, string> }
    | undefined;
  readonly format: AuditFormatName;
  /** The least of findings that fail the command; undefined where none does. */
  readonly failOn: Severity | undefined;
  readonly quiet: boolean;
}

/** What the command is given of the world. */
export interface AuditSurroundings {
  /** Throws where there is no such file. */
  read(file: string): string;
  write(text: string): void;
  /** To whoever watches, not part of the output. */
  tell(text: string): void;
  readonly hasColours: boolean;
  /** Of Stepwell. */
  readonly version: string;
}

/** Audits the roles of the definitions, writes what there is to say, and tells how the process is to end. */
export async function auditPolicies(
  request: AuditRequest,
  surroundings: AuditSurroundings,
): Promise<ExitCode> {
  const machines = readMachines(request, surroundings);
  if ('problem' in machines) {
    surroundings.tell(machines.problem);
    return machines.exitCode;
  }
  // Only this command and `generate` need what IAM knows of services, which is many files.
  const { loadServiceAuthorization } = await import(
    '../../../policy-generator/service-authorization-data.ts'
  );
  const services = await loadServiceAuthorization(neededServices(machines));
  const given = await givenRoles(machines, { request, surroundings, services });
  for (const problem of given.problems) surroundings.tell(`stepwell: ${problem}\n`);
  if (given.isUnusable) return exitCodes.unusable;
  const audit = auditRoles(machines, given, services);
  const { files, format, quiet } = request;
  const audited = machines.map(({ name }, index) => ({ name, file: files[index] ?? '' }));
  surroundings.write(
    formats[format](audit, { ...surroundings, files: audited, quiet, read: surroundings.read }),
  );
  return hasFailed(audit, request.failOn) ? exitCodes.invalid : exitCodes.valid;
}

interface Giving {
  readonly request: AuditRequest;
  readonly surroundings: AuditSurroundings;
  readonly services: ServiceAuthorization;
}

async function givenRoles(
  machines: readonly Machine[],
  { request, surroundings, services }: Giving,
): Promise<GivenRoles & { readonly isUnusable: boolean }> {
  const [first] = machines;
  const sources: GivenRoles[] = [];
  let isUnusable = first === undefined;
  for (const file of request.roleFiles) {
    try {
      sources.push(readRoleFile(surroundings.read(file), first as SourcePlace, request.parameters));
    } catch (error) {
      sources.push({
        roles: [],
        problems: [`${file}: ${error instanceof Error ? error.message : String(error)}`],
      });
      isUnusable = true;
    }
  }
  const known = joinRoles(sources);
  if (request.iam === undefined) return { ...known, isUnusable };
  const read = new Set(known.roles.map(({ arn }) => arn));
  const wanted = machines.flatMap((machine) => [
    machine.executionRoleArn,
    ...roleNeedsOf(machine, services).flatMap(({ target }) => target?.roleArns ?? []),
  ]);
  const arns = [...new Set(wanted)].filter((arn) => !read.has(arn));
  // Only this needs the SDK, which takes a while to load.
  const { iamRoles } = await import('./iam-roles.ts');
  const asked = await iamRoles(arns, { ...request.iam, region: request.region });
  return { ...joinRoles([known, asked]), isUnusable };
}

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, note: 0 };

function hasFailed({ findings }: Audit, failOn: Severity | undefined): boolean {
  return failOn !== undefined && findings.some(({ severity }) => ranks[severity] >= ranks[failOn]);
}
