import { hash } from 'node:crypto';

/** An account as S3 names it: by its canonical user id, which stands for it and does not say it. */
export function ownerOf(account: string): { readonly ID: string } {
  return { ID: hash('sha256', `canonical user of ${account}`) };
}

/** Who began an upload: the account itself by its canonical user id, anyone else by ARN. */
export function initiatorOf(principal: string, account: string) {
  if (principal.endsWith(':root')) return { ...ownerOf(account) };
  return { ID: principal, DisplayName: principal.slice(principal.lastIndexOf('/') + 1) };
}
