-- The qualifiers an execution was started with, and how often and when it was last redriven.
ALTER TABLE executions ADD COLUMN version TEXT;
ALTER TABLE executions ADD COLUMN alias TEXT;
ALTER TABLE executions ADD COLUMN redrive_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE executions ADD COLUMN redriven_at BIGINT;

-- Lists by qualifier. Executions that were started without one are in neither, and cost them nothing.
CREATE INDEX executions_by_version ON executions (shard, machine_key, version, status, id) WHERE version IS NOT NULL;

CREATE INDEX executions_by_alias ON executions (shard, machine_key, alias, status, id) WHERE alias IS NOT NULL;
