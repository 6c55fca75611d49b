import { ParameterVersionLabelLimitExceeded, ParameterVersionNotFound } from './errors.ts';
import { changeParameter, getVersion, parameterPermission, parseName } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

interface LabelInput {
  readonly Name: string;
  readonly ParameterVersion?: number;
  readonly Labels: readonly string[];
}

/** Labels of one version. Source: User Guide, "Working with parameter labels". */
const labelsMax = 10;

export const labelParameterVersion = ssmOperation<LabelInput>({
  name: 'LabelParameterVersion',
  permissions: async ({ Name }, call) => [await parameterPermission('ssm:LabelParameterVersion', Name, call)],
  async run({ Name, ParameterVersion, Labels }, call) {
    const { name } = parseName(Name, call);
    const selector = ParameterVersion === undefined ? undefined : String(ParameterVersion);
    const { version } = (await getVersion({ name, selector }, call)).version;
    const isValid = (label: string) => /^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label);
    const taken = Labels.filter(isValid);
    return changeParameter(name, call, (before) => {
      const labels = { ...before.labels, ...Object.fromEntries(taken.map((label) => [label, version])) };
      if (Object.values(labels).filter((of) => of === version).length > labelsMax) {
        throw new ParameterVersionLabelLimitExceeded(
          `A parameter version can have maximum ${labelsMax} labels. Move one or more labels to another version and try again.`,
        );
      }
      return {
        body: { ...before, labels },
        result: { InvalidLabels: Labels.filter((label) => !isValid(label)), ParameterVersion: version },
      };
    });
  },
});

export const unlabelParameterVersion = ssmOperation<Required<LabelInput>>({
  name: 'UnlabelParameterVersion',
  permissions: async ({ Name }, call) => [
    await parameterPermission('ssm:UnlabelParameterVersion', Name, call),
  ],
  async run({ Name, ParameterVersion: version, Labels }, call) {
    const { name } = parseName(Name, call);
    return changeParameter(name, call, (before) => {
      if (version < 1 || version > before.latest.version) throw new ParameterVersionNotFound(name, version);
      const removed = Labels.filter((label) => before.labels[label] === version);
      const left = Object.entries(before.labels).filter(([label]) => !removed.includes(label));
      return {
        body: { ...before, labels: Object.fromEntries(left) },
        result: {
          RemovedLabels: removed,
          InvalidLabels: Labels.filter((label) => !removed.includes(label)),
        },
      };
    });
  },
});
