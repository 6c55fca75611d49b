import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from './protocol/protocol.ts';
import type { AuthenticationMode } from './sigv4/authentication.ts';

/**
 * A page of another site may make a browser send requests here, and a server that trusts its callers would obey: with
 * the page's Origin, or under a name that the page's owner resolves to this machine. SDKs and command lines send no
 * Origin and use this machine's own names.
 */
export function isForeignPage({ headers }: IncomingMessage, authentication: AuthenticationMode): boolean {
  const { origin, host = '' } = headers;
  const isOwnPage = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return !isOwnPage || (authentication.type === 'trust' && !ownNames.test(host));
}

export const foreignPageMessage = 'Requests from pages of another origin are not allowed.';

/** For those that ask for a page. */
export const foreignPageAnswer: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: foreignPageMessage }),
};

/** Addresses and localhost, with the prefix that the SDKs put before the host of some operations, and any port. */
const ownNames = /^(sync-)?(\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\]|([\w-]+\.)*localhost)?(:\d+)?$/i;
