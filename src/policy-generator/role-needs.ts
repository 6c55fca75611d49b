import type { Arn } from '../base/arn.ts';
import { callsOf, type StateCall, type TaskCall } from './calls.ts';
import { distributedMapNeeds } from './distributed-map.ts';
import { integrations } from './integrations/index.ts';
import type { Machine } from './machine.ts';
import { machineNeeds } from './machine-needs.ts';
import { namedResources } from './named-resource.ts';
import type { Need, Needs, Remark } from './need.ts';
import { sdkNeeds } from './sdk-needs.ts';
import type { ServiceAuthorization } from './service-authorization.ts';

/** A need with what it is for, as Sids have it: `Lambda`, `AssumeRole`. */
export interface NamedNeed extends Need {
  readonly integration: string;
}

/** What one state, or a machine itself, needs of which role. */
export interface RoleNeeds {
  readonly machine: Machine;
  /** `/States/Foo`; `/` for the machine itself. */
  readonly path: string;
  /** Undefined for the machine itself. */
  readonly stateName: string | undefined;
  readonly executionRole: readonly NamedNeed[];
  /** Undefined where the execution role makes the calls. */
  readonly target: TargetNeeds | undefined;
  readonly remarks: readonly Remark[];
}

export interface TargetNeeds {
  /** Those that are written out; one where it is the same in every execution. */
  readonly roleArns: readonly Arn[];
  /** What else it may be, as Resource elements with wildcards. */
  readonly unknownRoles: readonly string[];
  readonly needs: readonly NamedNeed[];
}

/** What `machine` and each of its states need of the roles they run as, in the order of its definition. */
export function roleNeedsOf(machine: Machine, services: ServiceAuthorization): readonly RoleNeeds[] {
  const own = machineNeeds(machine);
  const ofMachine: RoleNeeds = {
    machine,
    path: '/',
    stateName: undefined,
    executionRole: own,
    target: undefined,
    remarks: [],
  };
  const ofStates = callsOf(machine).map((call) => callNeeds(call, services));
  return own.length === 0 ? ofStates : [ofMachine, ...ofStates];
}

function callNeeds(call: StateCall, services: ServiceAuthorization): RoleNeeds {
  const { machine, path, stateName } = call;
  const { needs, remarks } = needsOf(call, services);
  const integration = integrationName(call);
  const named = needs.map((need) => ({ ...need, integration }));
  if (call.type === 'DistributedMap' || call.targetRoleArn.kind === 'Absent') {
    return { machine, path, stateName, executionRole: named, target: undefined, remarks };
  }
  const resources = namedResources(call.targetRoleArn, roleForm, call.place) ?? ['*'];
  const unknownRoles = resources.filter((roleArn) => roleArn.includes('*'));
  const remark = { path: `${path}/Credentials/RoleArn`, message: unknownTarget };
  return {
    machine,
    path,
    stateName,
    executionRole: [{ integration: 'AssumeRole', group: 'call', actions: ['sts:AssumeRole'], resources }],
    target: {
      roleArns: resources.filter((roleArn) => !roleArn.includes('*')),
      unknownRoles,
      // Events of another account do not reach the machine: its jobs are polled.
      needs: named.filter(({ group }) => group !== 'events'),
    },
    remarks: [...remarks, ...unknownRoles.map(() => remark)],
  };
}

const roleForm = { service: 'iam', resource: (name: string) => `role/${name}`, omits: ['region'] } as const;

const unknownTarget =
  'The target role is only known when an execution runs: its policies and its trust policy cannot be generated, and the execution role may assume every role that trusts it. Write the role out, or narrow sts:AssumeRole to the roles it may be.';

function needsOf(call: StateCall, services: ServiceAuthorization): Needs {
  if (call.type === 'DistributedMap') return distributedMapNeeds(call);
  if (call.integration === 'activity') return nothing;
  if (call.integration.startsWith('aws-sdk:')) return sdkNeeds(call, services);
  return integrations.get(call.integration)?.needs(call) ?? unknownIntegration(call);
}

const nothing: Needs = { needs: [], remarks: [] };

function unknownIntegration({ path, integration }: TaskCall): Needs {
  const message = `${integration} is no integration that this release knows the permissions of. Add them by hand.`;
  return { needs: [], remarks: [{ path: `${path}/Resource`, message }] };
}

/** As Sids have it: `Lambda` for `lambda:invoke`, `EmrContainers` for `emr-containers:startJobRun`. */
function integrationName(call: StateCall): string {
  if (call.type === 'DistributedMap') return 'MapRun';
  const [service = '', sdkService = ''] = call.integration.split(':');
  const name = service === 'aws-sdk' ? sdkService : service;
  return name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
