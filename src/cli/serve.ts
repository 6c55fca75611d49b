import type { StartedServer } from './command.ts';

/** Closes the server on the first signal, and the process without waiting on the second. */
export function closeOnSignal(server: StartedServer): void {
  let isClosing = false;
  const close = (signal: NodeJS.Signals) => {
    if (isClosing) process.exit(128 + (signal === 'SIGINT' ? 2 : 15));
    isClosing = true;
    console.error('\nclosing; once more to leave at once');
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close);
  process.on('SIGTERM', close);
}

/** Starts what `start` starts, or ends the command with the reason why not. */
export async function orExplain<Started>(start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    console.error(`stepwell: ${explain(error)}`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} is in use. Choose another with --port, or 0 for a free one.`;
  if (code === 'EACCES') return `port ${port} may not be used by this user. Choose another with --port.`;
  return error.message;
}
