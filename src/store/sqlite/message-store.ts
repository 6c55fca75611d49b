import type { Cell } from '../cell.ts';
import {
  type ChangeVisibility,
  type DeleteMessage,
  type DeleteOutcome,
  type MessageStore,
  type NewMessage,
  type PurgeMessages,
  parseReceivedMessages,
  type ReceiveMessages,
  type ReceiveOutcome,
  type SendOutcome,
} from '../messages.ts';
import { parseInteger, parseText } from '../rows.ts';
import type { Lane, RequestType } from './lane.ts';
import { readRequest } from './read-request.ts';
import { requestHeadWidth, writeKind } from './wire.ts';

/** Messages over the lanes to the worker threads. */
export function messageStore(writes: Lane, reads: Lane): MessageStore {
  return {
    send: (message) => writes.request(sendRequest, message),
    receive: (request) => writes.request(receiveRequest, request),
    delete: (deletion) => writes.request(deleteRequest, deletion),
    changeVisibility: (change) => writes.request(visibilityRequest, change),
    purge: (range) => writes.request(purgeRequest, range),
    forgetDeduplications: (sentAt) => writes.request(forgetRequest, sentAt),
    async countMessages({ queueId, at, afterId }) {
      const [visible, hidden] = await Promise.all([
        reads.request(visibleCount, [queueId, at, afterId]),
        reads.request(hiddenCounts, [queueId, at, afterId]),
      ]);
      return { visible, ...hidden };
    },
    findNextVisibleAt: (queueId, at) => reads.request(nextVisibleAt, [queueId, at]),
    findLastId: (queueId) => reads.request(lastId, [queueId]),
  };
}

const visibleCount = readRequest('visibleMessageCount', ([count]) => parseInteger(count));
const hiddenCounts = readRequest('hiddenMessageCounts', ([hidden, received]) => {
  const inFlight = parseInteger(received);
  return { inFlight, delayed: parseInteger(hidden) - inFlight };
});
const nextVisibleAt = readRequest('nextVisibleAt', ([at]) =>
  at === undefined ? undefined : parseInteger(at),
);
const lastId = readRequest('lastMessageId', ([id]) => (id === undefined ? 0 : parseInteger(id)));

const sendRequest: RequestType<NewMessage, SendOutcome> = {
  push(cells, message) {
    const { queueId, id, sentAt, visibleAt, groupId = null, deduplication, body, detail } = message;
    const width = requestHeadWidth + (deduplication === undefined ? 7 : 10);
    cells.push(writeKind.sendMessage, width, queueId, id, sentAt, visibleAt, groupId, body, detail);
    if (deduplication !== undefined) {
      cells.push(deduplication.deduplicationId, deduplication.messageId, deduplication.sentAfter);
    }
    return body.length + detail.length;
  },
  parse: (answer) =>
    answer === undefined
      ? sent
      : { type: 'duplicate', id: parseInteger(answer[0]), messageId: parseText(answer[1]) },
};

const sent: SendOutcome = { type: 'sent' };

const receiveRequest: RequestType<ReceiveMessages, ReceiveOutcome> = {
  push(cells, { queueId, isFifo, at, visibleAt, afterId, sentAfter, limit, deadLetters }) {
    const width = requestHeadWidth + (deadLetters === undefined ? 7 : 11);
    const fifo = isFifo ? 1 : 0;
    cells.push(writeKind.receiveMessages, width, queueId, fifo, at, visibleAt, afterId, sentAfter, limit);
    if (deadLetters === undefined) return 0;
    cells.push(deadLetters.queueId, deadLetters.receiveCountMax, deadLetters.sourceArn, deadLetters.firstId);
    return 0;
  },
  parse: (answer) =>
    answer === undefined
      ? noMessages
      : { movedCount: parseInteger(answer[0]), messages: parseReceivedMessages(answer, 1) },
};

const noMessages: ReceiveOutcome = { messages: [], movedCount: 0 };

const deleteRequest: RequestType<DeleteMessage, DeleteOutcome> = {
  push: (cells, { queueId, id, receiveCount, hiddenAt = null }) =>
    pushCells(cells, writeKind.deleteMessage, [queueId, id, receiveCount, hiddenAt]),
  parse: (answer) => (answer === undefined ? 'deleted' : 'refused'),
};

const visibilityRequest: RequestType<ChangeVisibility, boolean> = {
  push: (cells, { queueId, id, receiveCount, at, visibleAt }) =>
    pushCells(cells, writeKind.changeVisibility, [queueId, id, receiveCount, at, visibleAt]),
  parse: (answer) => answer === undefined,
};

const purgeRequest: RequestType<PurgeMessages, number> = {
  push: (cells, { queueId, lastId, limit }) =>
    pushCells(cells, writeKind.purgeMessages, [queueId, lastId, limit]),
  parse: (answer) => parseInteger(answer?.[0]),
};

const forgetRequest: RequestType<number, void> = {
  push: (cells, sentAt) => pushCells(cells, writeKind.forgetDeduplications, [sentAt]),
  parse: () => {},
};

function pushCells(cells: Cell[], kind: number, parameters: readonly Cell[]): number {
  cells.push(kind, requestHeadWidth + parameters.length, ...parameters);
  return 0;
}
