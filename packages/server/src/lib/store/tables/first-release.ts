import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * The tables of the first release, 1.0.0-rc.0, in the SQL that SQLite and PostgreSQL share. They
 * stay as they are: a change is a migration after them.
 */
const TABLES = `
create table translations (
  id text primary key, owner text not null, version integer not null,
  revision integer default 1 not null, cue_revision integer,
  review text, review_due_at bigint,
  status text not null, engine text not null,
  source_url text, source_upload text, source_name text,
  source_bytes bigint, source_duration_seconds double precision,
  detected_language text, detected_confidence double precision, from_language text,
  options text not null, reference text, priority integer default 0 not null,
  cancel_requested integer not null, max_attempts integer not null, error text,
  idempotency_key text, request_hash text, webhook text, traceparent text,
  created_at bigint not null, updated_at bigint not null,
  started_at bigint, finished_at bigint, expires_at bigint,
  constraint translations_idempotency unique (owner, idempotency_key)
);
create index translations_status on translations (status, id);
create index translations_owner on translations (owner, id);
create index translations_bytes on translations (owner, source_bytes) where source_upload is not null;
create index translations_by_reference on translations (reference) where reference is not null;
create index translations_by_upload on translations (source_upload) where source_upload is not null;
create index translations_by_expiry on translations (expires_at) where expires_at is not null;
create index translations_review_due on translations (review_due_at) where review_due_at is not null;

create table tasks (
  id text primary key,
  translation_id text not null references translations (id) on delete cascade,
  position integer not null, kind text not null, language text, engine text not null,
  owner text default '' not null, priority integer default 0 not null,
  bytes bigint default 0 not null, needs text default '' not null,
  status text not null, stage text, progress double precision, expected_seconds double precision,
  revision integer default 1 not null, cue_revision integer,
  is_stale integer default 0 not null, options text,
  attempt integer not null, tries integer not null, worker text, due_at bigint,
  checkpoint text, checkpoint_attempt integer, output text,
  artifacts text not null, warnings text not null, error text,
  started_at bigint, finished_at bigint,
  constraint tasks_position unique (translation_id, position)
);
create index tasks_by_priority
  on tasks (engine, owner, priority desc, translation_id, position, due_at)
  where status = 'pending' and due_at is not null;
create index tasks_by_owner_need
  on tasks (engine, owner, needs, priority desc, translation_id, position, due_at)
  where status = 'pending' and due_at is not null;
create index tasks_prepared
  on tasks (engine, owner, priority desc, translation_id, position, due_at)
  where status = 'pending' and due_at is not null and position > 0;
create index tasks_prepared_by_need
  on tasks (engine, owner, needs, priority desc, translation_id, position, due_at)
  where status = 'pending' and due_at is not null and position > 0;
create index tasks_begun on tasks (owner, engine)
  where status = 'pending' and due_at is not null and position = 0 and attempt > 0;
create index tasks_by_need on tasks (engine, needs, due_at)
  where status = 'pending' and due_at is not null;
create index tasks_next_due on tasks (engine, owner, due_at)
  where status = 'pending' and due_at is not null;
create index tasks_leased on tasks (engine, due_at) where status = 'running' and due_at is not null;
create index tasks_running on tasks (owner) where status = 'running' and due_at is not null;
create index tasks_open on tasks (status, engine) where status in ('pending', 'running');
create index tasks_finished on tasks (owner, finished_at) where finished_at is not null;
create index tasks_bytes on tasks (owner, bytes) where bytes > 0;

create table events (
  id text primary key,
  translation_id text not null references translations (id) on delete cascade,
  version integer not null, revision integer default 1 not null,
  at bigint not null, type text not null, language text, stage text, message text
);
create index events_translation on events (translation_id, version);

create table queues (
  engine text not null, owner text not null, turn bigint not null,
  taken integer default 0 not null, next_due_at bigint, parked integer default 0 not null,
  claimed_at bigint, gap_ms bigint,
  constraint queues_pk primary key (engine, owner)
);
create index queues_in_line on queues (engine, turn, owner, next_due_at) where next_due_at is not null;
create index queues_turn on queues (engine, turn);
create index queues_due on queues (engine, next_due_at);
create index queues_owner on queues (owner);
create index queues_parked on queues (owner) where parked = 1;

create table cue_revisions (
  translation_id text not null references translations (id) on delete cascade,
  revision integer not null, at bigint not null, author text not null, written_by text not null,
  next_number integer not null, idempotency_key text, request_hash text, answer text,
  constraint cue_revisions_pk primary key (translation_id, revision),
  constraint cue_revisions_idempotency unique (translation_id, idempotency_key)
);
create table cue_changes (
  translation_id text not null references translations (id) on delete cascade,
  revision integer not null, language text not null, data text not null,
  constraint cue_changes_pk primary key (translation_id, revision, language)
);
create table cue_snapshots (
  translation_id text not null references translations (id) on delete cascade,
  revision integer not null, language text not null, data text not null,
  constraint cue_snapshots_pk primary key (translation_id, revision, language)
);
create table cue_results (
  translation_id text not null references translations (id) on delete cascade,
  language text not null, cue_revision integer not null, data text not null,
  constraint cue_results_pk primary key (translation_id, language)
);
create table cue_answers (
  translation_id text not null references translations (id) on delete cascade,
  idempotency_key text not null, request_hash text not null, answer text not null, at bigint not null,
  constraint cue_answers_pk primary key (translation_id, idempotency_key)
);
create table cue_histories (
  translation_id text not null references translations (id) on delete cascade, owner text not null,
  bytes bigint default 0 not null, edited_bytes bigint default 0 not null,
  base_bytes bigint default 0 not null, since_bytes bigint default 0 not null,
  constraint cue_histories_pk primary key (translation_id)
);
create index cue_histories_owner on cue_histories (owner, bytes);

create table side_tasks (
  id text primary key,
  translation_id text not null references translations (id) on delete cascade,
  owner text not null, engine text not null, kind text not null, needs text not null,
  status text not null, attempt integer not null, tries integer not null, worker text,
  due_at bigint, request text not null, result text, error text,
  bytes bigint not null, created_at bigint not null
);
create index side_tasks_due on side_tasks (kind, due_at) where due_at is not null;
create index side_tasks_translation on side_tasks (translation_id);
create index side_tasks_owner on side_tasks (owner, bytes);
create index side_tasks_age on side_tasks (kind, created_at);

create table webhook_messages (
  id text primary key,
  translation_id text not null references translations (id) on delete cascade,
  owner text default '' not null, host text default '' not null,
  version integer not null, type text not null, state text not null, snapshot text not null,
  attempt integer not null, tries integer not null, worker text, due_at bigint,
  created_at bigint not null, since bigint not null,
  constraint webhook_messages_version unique (translation_id, version)
);
create index webhook_messages_due on webhook_messages (due_at) where due_at is not null;
create index webhook_messages_owner_due on webhook_messages (owner, due_at) where due_at is not null;
create index webhook_messages_failing on webhook_messages (owner, created_at)
  where state in ('failed', 'disabled') or (state = 'pending' and tries > 1);
create table webhook_attempts (
  id text primary key,
  message_id text not null references webhook_messages (id) on delete cascade,
  at bigint not null, duration_ms bigint not null, status integer, error text
);
create index webhook_attempts_message on webhook_attempts (message_id);

create table upload_claims (upload text primary key, retired_at bigint);
create index upload_claims_retired on upload_claims (retired_at);
create table uploads (
  id text primary key, owner text not null, size bigint, arrived bigint not null,
  metadata text not null, touched_at bigint not null
);
create index uploads_owner on uploads (owner);
create index uploads_touched on uploads (touched_at);
create table upload_segments (
  upload_id text not null references uploads (id) on delete cascade,
  begins_at bigint not null, bytes bigint not null, key text not null,
  constraint upload_segments_pk primary key (upload_id, begins_at)
);

create table owner_limits (
  owner text primary key, share integer, max_running integer, minutes_per_day double precision,
  max_bytes bigint, retention_ms bigint
);
create table owner_usage (
  owner text not null, day integer not null, seconds double precision not null,
  constraint owner_usage_pk primary key (owner, day)
);
create index owner_usage_day on owner_usage (day);

create table api_keys (
  id text primary key, name text not null, owner text not null, scope text not null,
  max_priority integer not null, digest text not null unique, hint text not null,
  created_at bigint not null, expires_at bigint, last_used_at bigint, revoked_at bigint
);
create table key_changes (id integer primary key, count bigint not null);
create table audit (
  id text primary key, at bigint not null, key_id text not null, key_name text not null,
  owner text not null, action text not null, subject text, request_id text not null
);
create index audit_owner on audit (owner, id);
create index audit_key on audit (key_id, id);
create index audit_subject on audit (subject, id);

create table nodes (
  id text primary key, role text not null, started_at bigint not null, seen_at bigint not null,
  has_stopped integer not null, description text not null
);
create index nodes_seen on nodes (seen_at);

create table steady_clock (id integer primary key, at bigint not null);
create table secrets (name text primary key, value text not null);
create table compatibility (id text primary key, oldest_migration text not null)
`

/** @param migration the name by which the databases of the first release know its tables */
export async function createFirstTables(db: Kysely<Schema>, migration: string): Promise<void> {
  for (const statement of TABLES.split(';')) await sql.raw(statement).execute(db)
  await db.insertInto('compatibility').values({ id: 'database', oldest_migration: migration }).execute()
  if (db.getExecutor().adapter instanceof PostgresAdapter) await vacuumEarly(db)
}

/** Every heartbeat leaves a dead index entry, which each claim would have to step over. */
async function vacuumEarly(db: Kysely<Schema>): Promise<void> {
  for (const table of ['tasks', 'queues']) {
    await sql`alter table ${sql.table(table)} set (
      autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0
    )`.execute(db)
  }
}
