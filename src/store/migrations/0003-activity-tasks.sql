-- Activities' tasks that no worker has taken; `position` is the order they are given out in. The key is a hash of the
-- activity's ARN.
CREATE TABLE activity_tasks (
  shard BIGINT NOT NULL,
  execution_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  activity_key BIGINT NOT NULL,
  activity_arn TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (shard, execution_id, event_id)
);

CREATE INDEX activity_tasks_by_activity ON activity_tasks (activity_key, shard, position);
