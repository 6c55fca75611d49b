/** The SQL of queues' messages, for both databases, with `?` for each parameter. */

/** The columns of a message that is handed out, in the order `parseReceivedMessages` reads them. */
const receivedColumns = 'id, receive_count, sent_at, first_received_at, dead_letter_source, body, detail';

export const messageReads = {
  lastMessageId: 'SELECT id FROM queue_messages WHERE queue_id = ? ORDER BY id DESC LIMIT 1',
  nextVisibleAt: `SELECT visible_at FROM queue_messages WHERE queue_id = ? AND visible_at > ?
    ORDER BY visible_at LIMIT 1`,
  visibleMessageCount:
    'SELECT count(*) FROM queue_messages WHERE queue_id = ? AND visible_at <= ? AND id > ?',
  hiddenMessageCounts: `SELECT count(*), count(*) FILTER (WHERE receive_count > 0) FROM queue_messages
    WHERE queue_id = ? AND visible_at > ? AND id > ?`,
} as const;

export const messageWrites = {
  insertMessage: `INSERT INTO queue_messages
    (queue_id, id, sent_at, visible_at, receive_count, group_id, body, detail) VALUES (?, ?, ?, ?, 0, ?, ?, ?)`,
  findDuplicate: `SELECT id, message_id FROM queue_deduplications
    WHERE queue_id = ? AND deduplication_id = ? AND sent_at > ?`,
  putDeduplication: `INSERT INTO queue_deduplications (queue_id, deduplication_id, sent_at, id, message_id)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (queue_id, deduplication_id)
    DO UPDATE SET sent_at = excluded.sent_at, id = excluded.id, message_id = excluded.message_id`,
  deleteDeduplications: 'DELETE FROM queue_deduplications WHERE sent_at <= ?',
  visibleMessages: `SELECT id, receive_count, sent_at FROM queue_messages
    WHERE queue_id = ? AND visible_at <= ? AND id > ? ORDER BY visible_at, id LIMIT ?`,
  /** Of the groups none of whose messages somebody works on. */
  visibleGroupedMessages: `SELECT id FROM queue_messages
    WHERE queue_id = ? AND visible_at <= ? AND id > ? AND group_id IS NOT NULL AND group_id NOT IN
      (SELECT group_id FROM queue_messages
        WHERE queue_id = ? AND visible_at > ? AND receive_count > 0 AND group_id IS NOT NULL)
    ORDER BY id LIMIT ?`,
  messageCounts: 'SELECT id, receive_count, sent_at FROM queue_messages WHERE queue_id = ? AND id = ?',
  receiveMessage: `UPDATE queue_messages SET visible_at = ?, receive_count = receive_count + 1,
    first_received_at = coalesce(first_received_at, ?) WHERE queue_id = ? AND id = ? RETURNING ${receivedColumns}`,
  moveMessage: `UPDATE queue_messages SET queue_id = ?, id = ?, sent_at = coalesce(?, sent_at), visible_at = ?,
    receive_count = 0, dead_letter_source = ? WHERE queue_id = ? AND id = ?`,
  deleteMessage: 'DELETE FROM queue_messages WHERE queue_id = ? AND id = ? AND receive_count = ?',
  deleteMessageInFlight: `DELETE FROM queue_messages
    WHERE queue_id = ? AND id = ? AND receive_count = ? AND visible_at > ?`,
  changeVisibility: `UPDATE queue_messages SET visible_at = ?
    WHERE queue_id = ? AND id = ? AND receive_count = ? AND visible_at > ?`,
  purgeMessages: `DELETE FROM queue_messages WHERE queue_id = ? AND id IN
    (SELECT id FROM queue_messages WHERE queue_id = ? AND id <= ? ORDER BY id LIMIT ?)`,
} as const;
