import type { Audit } from '../../../../policy-generator/audit/audit.ts';

/** An audit as text, with the line's end behind it; empty for nothing at all. */
export type AuditFormat = (audit: Audit, options: AuditFormatOptions) => string;

export interface AuditFormatOptions {
  /** Which file each state machine was read from. */
  readonly files: readonly AuditedFile[];
  /** The text of a file. */
  read(file: string): string;
  /** Whether the output is read by a person at a terminal. */
  readonly hasColours: boolean;
  /** Whether to leave out notes, and to say nothing where nothing is wrong. */
  readonly quiet: boolean;
  /** Of Stepwell. */
  readonly version: string;
}

export interface AuditedFile {
  readonly name: string;
  readonly file: string;
}
