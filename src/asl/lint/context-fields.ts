import { reportWarning } from '../place.ts';
import { parseTaskResource } from '../resource.ts';
import { evaluatedTexts, pathsOf } from './evaluated-texts.ts';
import { eachState, type LintedState, type LintRule } from './lint-rule.ts';

const code = 'CONTEXT_HAS_NO_SUCH_FIELD';

/** What the Context object may have. Source: Developer Guide, "Accessing execution data from the Context object". */
const contextFieldsBySection: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Execution', new Set(['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'])],
  ['State', new Set(['EnteredTime', 'Name', 'RetryCount'])],
  ['StateMachine', new Set(['Id', 'Name'])],
  ['Task', new Set(['Token'])],
  ['Map', new Set(['Item'])],
]);

export const contextFields: LintRule = {
  code,
  summary: 'A path reads what the Context object never has there.',
  check: eachState((state) => {
    for (const { text, place } of evaluatedTexts(state)) {
      for (const path of pathsOf(text)) {
        if (path.root.kind !== 'Context') continue;
        const names = path.steps.map((step) => (step.kind === 'Property' ? step.name : undefined));
        const problem = findProblem(names, state);
        if (problem !== undefined) reportWarning(place, code, problem);
      }
    }
  }),
};

/** `names` has undefined for each step that is not a name. */
function findProblem(
  [section, field]: readonly (string | undefined)[],
  state: LintedState,
): string | undefined {
  if (section === undefined) return undefined;
  const fields = contextFieldsBySection.get(section);
  if (fields === undefined) return `The Context object has no field '${section}'`;
  if (field !== undefined && !fields.has(field))
    return `The Context object has no field '${section}.${field}'`;
  if (section === 'Task' && !hasToken(state)) {
    return 'Only activities, callbacks and jobs have a task token';
  }
  return undefined;
}

function hasToken({ state: { Resource } }: LintedState): boolean {
  const resource = typeof Resource === 'string' ? parseTaskResource(Resource) : undefined;
  if (resource === undefined) return false;
  return (
    resource.kind === 'Activity' ||
    (resource.kind === 'Integration' && resource.pattern !== 'RequestResponse')
  );
}
