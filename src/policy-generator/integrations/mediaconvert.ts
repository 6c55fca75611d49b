import { fieldValue, hasField, onlyAtRunTime } from '../field.ts';
import { type Foreseen, itemsOf, memberOf } from '../foreseen.ts';
import { namedResources, type ResourceForm } from '../named-resource.ts';
import type { Condition } from '../policy.ts';
import { allow, integration, passing } from './integration.ts';
import { all, own, parameter, type Resources, whereGiven } from './resources.ts';

function form(arnType: string): ResourceForm {
  return { service: 'mediaconvert', resource: (name) => `${arnType}/${name}`, isOwn: true };
}

/** The account's default queue takes jobs that name none; a job template may name another. */
const queue: Resources = (call) => {
  if (!hasField(call, 'Queue') && hasField(call, 'JobTemplate')) return own('mediaconvert', 'queues/*')(call);
  return parameter('Queue', form('queues'), 'Default')(call);
};

const jobTemplate = whereGiven('JobTemplate', parameter('JobTemplate', form('jobTemplates')));

/** Presets are named by outputs, here or in the job template. */
const presets: Resources = (call) => {
  const every = own('mediaconvert', 'presets/*')(call);
  if (hasField(call, 'JobTemplate')) return every;
  const found = presetsIn(fieldValue(call, 'Settings'))?.map((preset) =>
    namedResources(preset, form('presets'), call.place),
  );
  if (found === undefined || found.includes(undefined))
    return { resources: every.resources, remarks: [onlyAtRunTime(call, 'Settings')] };
  return { resources: [...new Set(found.flatMap((resources) => resources ?? []))], remarks: [] };
};

/** The presets of all outputs; undefined where not every output is foreseen. */
function presetsIn(settings: Foreseen): readonly Foreseen[] | undefined {
  const presetsFound: Foreseen[] = [];
  for (const group of members(settings, 'OutputGroups') ?? [undefined]) {
    const outputs = group && members(group, 'Outputs');
    if (outputs === undefined) return undefined;
    for (const output of outputs) {
      const preset = memberOf(output, 'Preset');
      if (preset.kind !== 'Absent') presetsFound.push(preset);
    }
  }
  return presetsFound;
}

function members(value: Foreseen, name: string): readonly Foreseen[] | undefined {
  const list = memberOf(value, name);
  return list.kind === 'Absent' ? [] : itemsOf(list);
}

/** Step Functions marks its jobs with a tag, and asks for and ends no others. */
const marked: Condition = { StringEquals: { 'aws:ResourceTag/ManagedByService': ['AWSStepFunctions'] } };
const jobs = own('mediaconvert', 'jobs/*');

export const createJob = integration('mediaconvert:createJob', {
  call: [allow('mediaconvert:CreateJob', all(queue, jobTemplate, presets))],
  poll: [allow('mediaconvert:GetJob', jobs, { condition: () => marked })],
  cancel: [allow('mediaconvert:CancelJob', jobs, { condition: () => marked })],
  rule: 'StepFunctionsGetEventsForMediaConvertJobRule',
  passes: [passing('Role', 'mediaconvert.amazonaws.com')],
});
