import { cdk } from './cdk.ts';
import { cloudformation } from './cloudformation.ts';
import type { Format } from './format.ts';
import { json } from './json.ts';
import { terraform } from './terraform.ts';

/** What generated roles can be written as. */
export const formats = { json, cloudformation, terraform, cdk } satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
