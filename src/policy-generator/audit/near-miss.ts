import { parseArn } from '../../base/arn.ts';
import type { FindingCode } from './codes.ts';
import type { CompiledRole } from './compiled-role.ts';
import { includes } from './glob.ts';
import type { WrittenStatement } from './policy-source.ts';
import { matchesAction } from './verdict.ts';

/** A statement that was probably meant to grant what is missing. */
export interface NearMiss {
  readonly code: FindingCode;
  /** A sentence that says what is wrong with it. */
  readonly message: string;
  readonly statement: WrittenStatement;
}

interface Fault {
  readonly code: FindingCode;
  readonly isFault: (wanted: string, granted: string) => boolean;
  readonly describe: (wanted: string, granted: string) => string;
}

const faults: readonly Fault[] = [
  {
    code: 'CONDITION_NOT_MET',
    isFault: (wanted, granted) => includes(granted, wanted),
    describe: () => 'its Condition is not met by what the state does',
  },
  {
    code: 'WRONG_MANAGED_RULE',
    isFault: (wanted, granted) =>
      ruleOf(wanted).startsWith('StepFunctionsGetEvent') && !['', ruleOf(wanted)].includes(ruleOf(granted)),
    describe: (wanted, granted) =>
      `it names the rule ${ruleOf(granted)}, but the managed rule is called ${ruleOf(wanted)}`,
  },
  {
    code: 'ECS_FAMILY_WITHOUT_REVISION',
    isFault: (wanted, granted) => granted.includes(':task-definition/') && wanted.startsWith(`${granted}:`),
    describe: (_wanted, granted) =>
      `it names the family ${granted} without a revision, but IAM compares the task definition with its revision`,
  },
  {
    code: 'FUNCTION_QUALIFIER',
    isFault: (wanted, granted) =>
      granted.includes(':function:') && wanted !== granted && functionOf(wanted) === functionOf(granted),
    describe: (wanted, granted) =>
      `it names ${granted}, but the state calls ${wanted}, which IAM takes for another resource`,
  },
  {
    code: 'BUCKET_WITHOUT_OBJECTS',
    isFault: (wanted, granted) => granted.includes(':s3:::') && wanted.startsWith(`${granted}/`),
    describe: (_wanted, granted) => `it names the bucket ${granted}, but not the objects in it`,
  },
  {
    code: 'RESOURCE_ELSEWHERE',
    isFault: (wanted, granted) => {
      const [left, right] = [parseArn(wanted), parseArn(granted)];
      return left !== undefined && left.service === right?.service && left.resource === right.resource;
    },
    describe: (wanted, granted) => `it names ${granted}, but the state needs ${wanted}`,
  },
];

/** Resources looked at, beyond which no statement is recognized as meant. */
const lookedAtMax = 500;

/** The statement of `role` that comes closest to granting `action` on `wanted`. */
export function findNearMiss(role: CompiledRole, action: string, wanted: string): NearMiss | undefined {
  let rest = lookedAtMax;
  for (const { statements } of role.identity) {
    for (const statement of statements) {
      const { Effect: effect, Action: actions, Resource: resources = [] } = statement.fields;
      if (effect !== 'Allow' || actions === undefined || !matchesAction(actions, action)) continue;
      for (const granted of resources) {
        rest -= 1;
        if (rest < 0) return undefined;
        const fault = faults.find(({ isFault }) => isFault(wanted, granted));
        if (fault !== undefined)
          return { code: fault.code, message: fault.describe(wanted, granted), statement };
      }
    }
  }
  return undefined;
}

function ruleOf(arn: string): string {
  return /:rule\/(?:[^/]+\/)?([^/]+)$/.exec(arn)?.[1] ?? '';
}

function functionOf(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}
