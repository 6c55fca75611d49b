import { contextFields } from './context-fields.ts';
import { errorNames } from './error-names.ts';
import { expressionMarks } from './expression-marks.ts';
import { intrinsicArguments } from './intrinsic-arguments.ts';
import type { LintRule } from './lint-rule.ts';
import { neverEnds } from './never-ends.ts';
import { noDefault } from './no-default.ts';
import { retryDelay } from './retry-delay.ts';
import { roleArn } from './role-arn.ts';
import { stateNameSpace } from './state-name-space.ts';
import { taskToken } from './task-token.ts';
import { timeoutComesFirst } from './timeout-comes-first.ts';
import { timeoutIsZero } from './timeout-is-zero.ts';
import { unassignedVariables } from './unassigned-variables.ts';
import { unusedHandlers } from './unused-handlers.ts';

/** The rules, in the order in which their findings are told. */
export const lintRules: readonly LintRule[] = [
  stateNameSpace,
  neverEnds,
  timeoutIsZero,
  timeoutComesFirst,
  noDefault,
  errorNames,
  unusedHandlers,
  retryDelay,
  roleArn,
  taskToken,
  unassignedVariables,
  contextFields,
  intrinsicArguments,
  expressionMarks,
];
