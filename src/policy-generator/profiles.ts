import { generateConsolePolicies } from './console/generate-console-policies.ts';
import { type GeneratedPolicies, generatePolicies } from './generate.ts';
import type { Machine } from './machine.ts';
import type { ServiceAuthorization } from './service-authorization.ts';

/** Writes the policies for one execution role that all of `machines` run as. */
export type Profile = (machines: readonly Machine[], services: ServiceAuthorization) => GeneratedPolicies;

/** `least`: what the definitions can use and nothing else. `console`: what the console of AWS writes for them. */
export const profiles = {
  least: generatePolicies,
  console: generateConsolePolicies,
} satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;
