import type { Arn, Place } from '../../base/arn.ts';
import type { TaskCall } from '../calls.ts';
import { fieldValue, onlyAtRunTime } from '../field.ts';
import { itemsOf, type TextPattern } from '../foreseen.ts';
import { namedResources, type ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { arnPattern } from '../resource-pattern.ts';
import { allow, integration, passing } from './integration.ts';
import { type FoundResources, parameter, type Resources } from './resources.ts';

/** A project that another account shares is named by its ARN. */
export const project: ResourceForm = { service: 'codebuild', resource: (name) => `project/${name}` };

/** The project of a build or a batch of them, whose id begins with its name: `web:1a2b`. */
export function projectOfBuild(pattern: TextPattern, place: Place): Arn | undefined {
  return ownerOf(pattern, place, { types: /:(build|build-batch)\//, ownerType: 'project' });
}

/** The group of a report, whose ARN begins with the group's name. */
export function reportGroup(pattern: TextPattern, place: Place): Arn | undefined {
  return ownerOf(pattern, place, { types: /:(report)\//, ownerType: 'report-group' });
}

/** Undefined where the text may go on before the owner's name ends. */
function ownerOf(
  pattern: TextPattern,
  { partition, region, account }: Place,
  { types, ownerType }: { types: RegExp; ownerType: string },
): Arn | undefined {
  const [first = ''] = pattern;
  if (!first.startsWith('arn:')) {
    const [name = '', ...rest] = first.split(':');
    if (rest.length === 0 && pattern.length > 1) return undefined;
    return `arn:${partition}:codebuild:${region}:${account}:${ownerType}/${name}`;
  }
  const [head, ...owned] = (arnPattern(pattern) ?? '').split(types);
  const id = owned.at(-1);
  if (id === undefined) return undefined;
  const [name = ''] = id.split(':');
  return id.includes(':') || name.includes('*') ? `${head}:${ownerType}/${name}` : undefined;
}

/** The owners of all that a list names, in a parameter that is one or names one. */
function owners(field: string, owner: typeof projectOfBuild): Resources {
  return (call: TaskCall): FoundResources => {
    const resources = itemsOf(fieldValue(call, field))?.map((item) =>
      namedResources(item, owner, call.place),
    );
    if (resources === undefined || resources.includes(undefined))
      return { resources: ['*'], remarks: [onlyAtRunTime(call, field)] };
    return { resources: [...new Set(resources.flatMap((found) => found ?? []))], remarks: [] };
  };
}

const projects = parameter('ProjectName', project);
const projectOfId = parameter('Id', projectOfBuild);
const service = 'codebuild.amazonaws.com';

function onProject(name: string, action: string): Integration {
  return integration(`codebuild:${name}`, { call: [allow(`codebuild:${action}`, projectOfId)] });
}

export const codebuildIntegrations: readonly Integration[] = [
  integration('codebuild:startBuild', {
    call: [allow('codebuild:StartBuild', projects)],
    poll: [allow('codebuild:BatchGetBuilds', projects)],
    cancel: [allow('codebuild:StopBuild', projects)],
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildRule',
    passes: [passing('ServiceRoleOverride', service)],
  }),
  integration('codebuild:startBuildBatch', {
    call: [allow('codebuild:StartBuildBatch', projects)],
    poll: [allow('codebuild:BatchGetBuildBatches', projects)],
    cancel: [allow('codebuild:StopBuildBatch', projects)],
    rule: 'StepFunctionsGetEventForCodeBuildStartBuildBatchRule',
    passes: [passing('ServiceRoleOverride', service)],
  }),
  // No managed rule hears of a batch that is tried again.
  integration('codebuild:retryBuildBatch', {
    call: [allow('codebuild:RetryBuildBatch', projectOfId)],
    poll: [allow('codebuild:BatchGetBuildBatches', projectOfId)],
    cancel: [allow('codebuild:StopBuildBatch', projectOfId)],
  }),
  onProject('stopBuild', 'StopBuild'),
  onProject('stopBuildBatch', 'StopBuildBatch'),
  onProject('deleteBuildBatch', 'DeleteBuildBatch'),
  integration('codebuild:batchDeleteBuilds', {
    call: [allow('codebuild:BatchDeleteBuilds', owners('Ids', projectOfBuild))],
  }),
  integration('codebuild:batchGetReports', {
    call: [allow('codebuild:BatchGetReports', owners('ReportArns', reportGroup))],
  }),
];
