import type { CheckedFile } from '../validate-files.ts';

/** What the findings in `files` are written as, with the line's end behind it; empty for nothing at all. */
export type Format = (files: readonly CheckedFile[], options: FormatOptions) => string;

export interface FormatOptions {
  /** Whether the output is read by a person at a terminal. */
  readonly hasColours: boolean;
  /** Whether to say nothing where nothing is wrong. */
  readonly quiet: boolean;
  readonly version: string;
}
