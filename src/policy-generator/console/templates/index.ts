import type { ConsoleTemplate } from '../console-template.ts';
import { applicationTemplates } from './application.ts';
import { computeTemplates } from './compute.ts';
import { dataTemplates } from './data.ts';
import { machineLearningTemplates } from './machine-learning.ts';

/** By the name of the task's resource. */
export const consoleTemplates: ReadonlyMap<string, ConsoleTemplate> = new Map([
  ...Object.entries(applicationTemplates),
  ...Object.entries(computeTemplates),
  ...Object.entries(dataTemplates),
  ...Object.entries(machineLearningTemplates),
]);
