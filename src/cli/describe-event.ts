import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** An event of an execution's history in one line: when, what, and what came of it. */
export function describeEvent(event: HistoryEvent): string {
  const time = event.timestamp?.toISOString().slice(11, 23) ?? '';
  const id = String(event.id ?? '').padStart(4);
  return [time, id, event.type, ...detailsOf(event)].filter((part) => part !== undefined).join(' ');
}

/** Characters of a value that are shown. */
const shownMax = 120;

function detailsOf(event: HistoryEvent): readonly (string | undefined)[] {
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered !== undefined) return [entered.name, shorten(entered.input)];
  if (exited !== undefined) return [exited.name, shorten(exited.output)];
  const scheduled = event.taskScheduledEventDetails;
  if (scheduled !== undefined) {
    const role = scheduled.taskCredentials?.roleArn;
    return [
      `${scheduled.resourceType}:${scheduled.resource}`,
      role && `as ${role}`,
      shorten(scheduled.parameters),
    ];
  }
  const lambda = event.lambdaFunctionScheduledEventDetails;
  if (lambda !== undefined) {
    const role = lambda.taskCredentials?.roleArn;
    return [lambda.resource, role && `as ${role}`, shorten(lambda.input)];
  }
  const failed =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  if (failed !== undefined) return [failed.error, shorten(failed.cause)];
  const iteration =
    event.mapIterationStartedEventDetails ??
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails;
  if (iteration !== undefined) return [iteration.name, `#${iteration.index}`];
  const succeeded =
    event.taskSucceededEventDetails ??
    event.lambdaFunctionSucceededEventDetails ??
    event.executionSucceededEventDetails;
  return [shorten(succeeded?.output)];
}

function shorten(text: string | undefined): string | undefined {
  return text !== undefined && text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
