import { callOf } from './repeat.mjs';
import { call } from './server.mjs';

/** `count` workers that ask for tasks of an activity which has none; answers what ends them. */
export async function pollActivity(endpoint, count) {
  const { activityArn } = await call(endpoint, 'CreateActivity', { name: 'idle' });
  const ending = new AbortController();
  const { headers, body } = callOf('GetActivityTask', { activityArn });
  const poll = async () => {
    while (!ending.signal.aborted) {
      const response = await fetch(endpoint, { method: 'POST', headers, body, signal: ending.signal });
      if (!response.ok) throw new Error(await response.text());
      await response.json();
    }
  };
  const polls = Array.from({ length: count }, () =>
    poll().catch((error) => {
      if (error.name !== 'AbortError') throw error;
    }),
  );
  return () => {
    ending.abort();
    return Promise.all(polls);
  };
}
