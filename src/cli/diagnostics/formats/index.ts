import type { Format } from './format.ts';
import { json } from './json.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** What `stepwell validate --format` can write. */
export const formats = { text, json, sarif } satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
