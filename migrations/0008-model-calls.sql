create table model_calls (
  tenant_id       uuid not null references tenants on delete cascade,
  id              uuid not null default gen_random_uuid(),
  conversation_id uuid,
  turn_id         uuid,
  provider        text not null,
  model           text not null,
  operation       text not null check (operation in ('extract', 'word')),
  outcome         text not null,
  input_tokens    integer not null check (input_tokens >= 0),
  cached_tokens   integer not null check (cached_tokens >= 0),
  output_tokens   integer not null check (output_tokens >= 0),
  cost_usd        numeric(12, 8) not null check (cost_usd >= 0),
  duration_ms     integer not null,
  at              timestamptz not null,
  primary key (tenant_id, id),
  -- what was spent stays known when a lead is erased; nothing in it is about a person
  foreign key (tenant_id, conversation_id) references conversations on delete set null (conversation_id),
  foreign key (tenant_id, turn_id) references turns on delete set null (turn_id)
);
comment on table model_calls is 'Every call of a model, also those that yielded nothing: tokens, and the price of that day.';
comment on column model_calls.at is 'Tenant clock.';
create index model_calls_conversation on model_calls (tenant_id, conversation_id) include (cost_usd);
alter table model_calls enable row level security;
create policy tenant on model_calls using (tenant_id = current_tenant());

-- One row a day for cost reports, and for the cap of the day without adding up calls.
create table usage (
  tenant_id     uuid not null references tenants on delete cascade,
  day           date not null,
  provider      text not null,
  model         text not null,
  calls         integer not null default 0,
  input_tokens  bigint not null default 0,
  cached_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd      numeric(14, 8) not null default 0,
  primary key (tenant_id, day, provider, model)
);
comment on column usage.day is 'In the tenant''s time zone, by its clock.';
alter table usage enable row level security;
create policy tenant on usage using (tenant_id = current_tenant());
