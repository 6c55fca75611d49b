import type { AuditFormat } from './format.ts';
import { json } from './json.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** What `stepwell policy audit --format` can write. */
export const formats = { text, json, sarif } satisfies Readonly<Record<string, AuditFormat>>;

export type AuditFormatName = keyof typeof formats;
