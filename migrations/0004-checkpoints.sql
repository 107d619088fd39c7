-- The tables of @langchain/langgraph-checkpoint-postgres 1.0.5 (its migrations 0 to 4), with our policy: thread_id is '<tenant>:<conversation>'.
create table checkpoints (
  thread_id            text not null,
  checkpoint_ns        text not null default '',
  checkpoint_id        text not null,
  parent_checkpoint_id text,
  type                 text,
  checkpoint           jsonb not null,
  metadata             jsonb not null default '{}',
  primary key (thread_id, checkpoint_ns, checkpoint_id)
);
create table checkpoint_blobs (
  thread_id     text not null,
  checkpoint_ns text not null default '',
  channel       text not null,
  version       text not null,
  type          text not null,
  blob          bytea,
  primary key (thread_id, checkpoint_ns, channel, version)
);
create table checkpoint_writes (
  thread_id     text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  task_id       text not null,
  idx           integer not null,
  channel       text not null,
  type          text,
  blob          bytea not null,
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);

alter table checkpoints enable row level security;
alter table checkpoint_blobs enable row level security;
alter table checkpoint_writes enable row level security;
create policy tenant on checkpoints using (split_part(thread_id, ':', 1) = current_tenant()::text);
create policy tenant on checkpoint_blobs using (split_part(thread_id, ':', 1) = current_tenant()::text);
create policy tenant on checkpoint_writes using (split_part(thread_id, ':', 1) = current_tenant()::text);
