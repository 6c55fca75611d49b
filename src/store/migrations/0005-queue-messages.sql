-- Messages of queues. `id` is in order of arrival within the queue; what a message consists of besides its body is the
-- JSON in `detail`.
CREATE TABLE queue_messages (
  queue_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  visible_at BIGINT NOT NULL,
  receive_count BIGINT NOT NULL,
  first_received_at BIGINT,
  -- Of a FIFO queue only: messages of one group are received one after the other.
  group_id TEXT,
  -- The queue that gave it up.
  dead_letter_source TEXT,
  body TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (queue_id, id)
);

CREATE INDEX queue_messages_by_visibility ON queue_messages (queue_id, visible_at, id);

-- Everything that decides whose turn it is, so that messages which are not due are passed over without being read.
CREATE INDEX queue_messages_by_group ON queue_messages (queue_id, id, group_id, visible_at) WHERE group_id IS NOT NULL;

-- What FIFO queues have taken lately, so that they take it once. It outlives the message.
CREATE TABLE queue_deduplications (
  queue_id BIGINT NOT NULL,
  deduplication_id TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  id BIGINT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (queue_id, deduplication_id)
);

CREATE INDEX queue_deduplications_by_time ON queue_deduplications (sent_at);
