-- An execution's summary. The keys are hashes of the ARNs, so that indexes stay small; whoever looks up by one
-- compares the ARN as well.
CREATE TABLE executions (
  shard BIGINT NOT NULL,
  id BIGINT NOT NULL,
  arn_key BIGINT NOT NULL,
  machine_key BIGINT NOT NULL,
  execution_arn TEXT NOT NULL,
  state_machine_arn TEXT NOT NULL,
  revision_name TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  stopped_at BIGINT,
  wake_at BIGINT,
  is_task_in_flight BIGINT NOT NULL,
  turn_count BIGINT NOT NULL,
  PRIMARY KEY (shard, id)
);

CREATE INDEX executions_by_arn ON executions (shard, arn_key);

-- A list of all statuses merges one range for each, so one index serves both kinds of list.
CREATE INDEX executions_by_machine ON executions (shard, machine_key, status, id);

-- Those without wake_at are in it too: it is what open executions are counted by.
CREATE INDEX executions_open ON executions (shard, wake_at, id) WHERE status = 'RUNNING';

CREATE INDEX executions_in_flight ON executions (shard, id) WHERE status = 'RUNNING' AND is_task_in_flight = 1;

-- The log, one row per turn. Bodies stand in order of arrival, so a group of turns is written to pages side by side;
-- clustered by execution they would be spread, and their inner pages crowded with bodies.
CREATE TABLE turns (
  shard BIGINT NOT NULL,
  execution_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (shard, execution_id, turn)
);

-- Tasks that wait for a job to end. A job may be waited for from any shard.
CREATE TABLE awaited_jobs (
  shard BIGINT NOT NULL,
  execution_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  job_key BIGINT NOT NULL,
  job TEXT NOT NULL,
  PRIMARY KEY (shard, execution_id, event_id)
);

CREATE INDEX awaited_jobs_by_job ON awaited_jobs (job_key, shard, execution_id, event_id);

CREATE TABLE outbox (
  shard BIGINT NOT NULL,
  execution_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (shard, execution_id, event_id)
);

CREATE TABLE resources (
  kind TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, account, region, name)
);
