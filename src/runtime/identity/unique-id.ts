import { createHash } from 'node:crypto';

/** What the ids of roles, users, managed policies, long-term and temporary access keys begin with. */
export type UniqueIdPrefix = 'AROA' | 'AIDA' | 'ANPA' | 'AKIA' | 'ASIA';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Characters after the prefix. Source: IAM User Guide, "IAM identifiers". */
const charactersOf: Readonly<Record<UniqueIdPrefix, number>> = {
  AROA: 17,
  AIDA: 17,
  ANPA: 17,
  AKIA: 16,
  ASIA: 16,
};

/** An identifier such as `AROA…`, drawn from `seed`: as unique as that is. */
export function uniqueId(prefix: UniqueIdPrefix, seed: string): string {
  const digest = createHash('sha256').update(seed).digest();
  let id: string = prefix;
  for (const byte of digest.subarray(0, charactersOf[prefix])) id += base32.charAt(byte & 31);
  return id;
}
