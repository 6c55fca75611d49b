import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AnswerHead } from './send-bytes.ts';

export interface AnswerWriter {
  /** Writes an answer of one text, once what the event loop has found is done. */
  write(response: ServerResponse, head: AnswerHead, body: string): void;
}

interface Written {
  readonly response: ServerResponse;
  readonly head: AnswerHead;
  readonly body: string;
}

export interface AnswerWriterParts {
  /** How long a client may leave an answer unread before its connection is ended. */
  readonly unreadMilliseconds: number;
  /** Whether connections end with their next answer. */
  readonly isClosing: () => boolean;
  readonly log: Logger;
}

/**
 * Writes the answers of one turn of the event loop one after the other. The first of them wakes a client on this machine
 * that waits, which may cost more than everything else about a request; those after it find it awake.
 */
export function createAnswerWriter({ unreadMilliseconds, isClosing, log }: AnswerWriterParts): AnswerWriter {
  let answers: Written[] = [];

  function writeAll(): void {
    const due = answers;
    answers = [];
    for (const answer of due) {
      try {
        writeOne(answer);
      } catch (error) {
        log.error({ err: error }, 'an answer could not be written');
        answer.response.destroy();
      }
    }
  }

  function writeOne({ response, head: { status, headers }, body }: Written): void {
    // A client that hung up has its answer thrown away.
    if (response.destroyed) return;
    if (isClosing()) response.setHeader('connection', 'close');
    // The answer to HEAD has the length that another one would have.
    const isWithoutLength = status === 204 || status === 304 || 'content-length' in headers;
    const allHeaders = isWithoutLength ? headers : { 'content-length': Buffer.byteLength(body), ...headers };
    // One text, because Node then writes headers and body in one piece.
    response.writeHead(status, allHeaders).end(body);
    // Node ends the connection when that time is over, and sets another one when the answer is out.
    if (response.socket !== null && response.socket.writableLength > 0)
      response.socket.setTimeout(unreadMilliseconds);
  }

  return {
    write(response, head, body) {
      answers.push({ response, head, body });
      if (answers.length === 1) setImmediate(writeAll);
    },
  };
}
