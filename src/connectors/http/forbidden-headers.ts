/** Whether a definition must not set a header, its name in any case. */
export type IsForbiddenHeader = (name: string) => boolean;

function forbid(names: string, prefixes: string): IsForbiddenHeader {
  const known = new Set(names.toLowerCase().trim().split(/\s+/));
  const beginnings = prefixes.split(' ');
  return (name) => {
    const lowered = name.toLowerCase();
    return known.has(lowered) || beginnings.some((beginning) => lowered.startsWith(beginning));
  };
}

/** Source: Developer Guide, "Call HTTPS APIs in Step Functions workflows", Headers. */
export const isForbiddenInHttpTask = forbid(
  `
  A-IM Accept-Charset Accept-Datetime Accept-Encoding Authorization Cache-Control Connection Content-Encoding
  Content-Length Content-MD5 Date Expect Forwarded From Host HTTP2-Settings If-Match If-Modified-Since If-None-Match
  If-Range If-Unmodified-Since Max-Forwards Origin Pragma Proxy-Authorization Referer Server TE Trailer
  Transfer-Encoding Upgrade Via Warning
  `,
  'x-forwarded- x-amz- x-amzn-',
);

/** Source: Developer Guide, "Create API Gateway REST APIs with Step Functions", request format. */
export const isForbiddenInApiCall = forbid(
  `
  Authorization Connection Content-Length Content-MD5 Expect Host Max-Forwards Proxy-Authenticate Server TE
  Transfer-Encoding Trailer Upgrade Via WWW-Authenticate
  `,
  'x-forwarded x-amz',
);
