import type { RoleSet } from './role-set.ts';

/** One way to write roles down. */
export interface Format {
  /** Of files: `.yaml`. */
  readonly extension: string;
  write(set: RoleSet): string;
}
