-- The Map Run that started an execution, and how many items it was given.
ALTER TABLE executions ADD COLUMN map_run_id BIGINT;
ALTER TABLE executions ADD COLUMN item_count BIGINT;

-- Children are listed, counted and read back by it. Ids grow in the order of the items. Other executions are not in it.
CREATE INDEX executions_by_map_run ON executions (shard, map_run_id, status, id, item_count)
  WHERE map_run_id IS NOT NULL;

-- A Map Run of the Map state that event `event_id` of an execution started. The key is a hash of the Map Run's ARN.
CREATE TABLE map_runs (
  shard BIGINT NOT NULL,
  id BIGINT NOT NULL,
  arn_key BIGINT NOT NULL,
  map_run_arn TEXT NOT NULL,
  execution_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  execution_arn TEXT NOT NULL,
  state_machine_arn TEXT NOT NULL,
  status TEXT NOT NULL,
  -- Whether there may be something left to do for it: to start, to stop or to wait for children.
  is_open BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  stopped_at BIGINT,
  redrive_count BIGINT NOT NULL,
  redriven_at BIGINT,
  max_concurrency BIGINT NOT NULL,
  tolerated_failure_count BIGINT,
  tolerated_failure_percentage DOUBLE PRECISION,
  -- What was handed to children: written in one transaction with them.
  item_count BIGINT NOT NULL,
  child_count BIGINT NOT NULL,
  -- Whether those are all items that there are.
  is_exhausted BIGINT NOT NULL,
  source_version TEXT,
  -- As JSON, once it is not open any more.
  counts TEXT,
  PRIMARY KEY (shard, id)
);

CREATE INDEX map_runs_by_arn ON map_runs (shard, arn_key);

CREATE INDEX map_runs_by_execution ON map_runs (shard, execution_id, id);

CREATE INDEX map_runs_open ON map_runs (shard, id) WHERE is_open = 1;
