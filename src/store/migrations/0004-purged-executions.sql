-- Executions that were purged although their log is too long to be deleted within one transaction: what is left of it,
-- turns 1 to turns_left, is deleted little by little.
CREATE TABLE purged_executions (
  shard BIGINT NOT NULL,
  execution_id BIGINT NOT NULL,
  turns_left BIGINT NOT NULL,
  PRIMARY KEY (shard, execution_id)
);
