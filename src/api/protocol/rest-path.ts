/** The labels of a path that fits a URI template, decoded; undefined for a path that does not fit. */
export type MatchPath = (segments: readonly string[]) => ReadonlyMap<string, string> | undefined;

/**
 * A model's URI template (`/2015-03-31/functions/{FunctionName}/code`) as a matcher.
 *
 * A label takes one segment, so a function's ARN fits it whether or not its colons are percent-encoded.
 */
export function compilePath(template: string): MatchPath {
  const parts = pathSegments(template).map((segment) => {
    const label = /^\{(\w+)\}$/.exec(segment)?.[1];
    return { label, literal: label === undefined ? segment : undefined };
  });
  return (segments) => {
    if (segments.length !== parts.length) return undefined;
    const labels = new Map<string, string>();
    for (const [index, { label, literal }] of parts.entries()) {
      const segment = segments[index] ?? '';
      if (label === undefined) {
        if (segment !== literal) return undefined;
        continue;
      }
      const text = decodeSegment(segment);
      if (text === undefined) return undefined;
      labels.set(label, text);
    }
    return labels;
  };
}

/** The segments of a path, as sent; a slash at the end adds none. */
export function pathSegments(path: string): readonly string[] {
  const end = path.length > 1 && path.endsWith('/') ? -1 : undefined;
  return path.slice(1, end).split('/');
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
