create table leads (
  tenant_id           uuid not null references tenants on delete cascade,
  id                  uuid not null default gen_random_uuid(),
  push_name           text,
  stage               text not null default 'new' check (stage in ('new', 'qualifying', 'qualified', 'scheduled', 'met', 'won', 'lost',
                        'nurturing', 'handoff', 'disqualified', 'opted_out')),
  stage_before        text,
  facts               jsonb not null default '{}',
  score               smallint not null default 0,
  temperature         text not null default 'cold' check (temperature in ('cold', 'warm', 'hot')),
  offer               text,
  disqualified_reason text,
  handoff_reason      text,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  primary key (tenant_id, id)
);
comment on column leads.stage_before is 'The stage to return to when a handoff or takeover is released.';
comment on column leads.facts is 'By fact name: value, confidence, evidence, source, at (src/domain/facts.ts).';
create index leads_stage on leads (tenant_id, stage, updated_at desc);

create table lead_identities (
  tenant_id uuid not null,
  kind      text not null check (kind in ('phone', 'lid')),
  value     text not null,
  lead_id   uuid not null,
  primary key (tenant_id, kind, value),
  foreign key (tenant_id, lead_id) references leads on delete cascade
);
comment on table lead_identities is 'A person is a set of WhatsApp ids; a phone is stored in its canonical form, so that both ninth-digit forms meet.';
create index lead_identities_lead on lead_identities (tenant_id, lead_id);

create table conversations (
  tenant_id           uuid not null,
  id                  uuid not null default gen_random_uuid(),
  lead_id             uuid not null,
  channel_id          uuid not null,
  address             text not null,
  next_seq            bigint not null default 1,
  silence             text check (silence in ('handoff', 'takeover', 'opted_out', 'erasure_asked', 'wrong_person')),
  attendant_last_at   timestamptz,
  asks                text,
  erase_receipt       text,
  first_unconsumed_at timestamptz,
  turn_due_at         timestamptz,
  lease_owner         text,
  lease_token         uuid,
  lease_until         timestamptz,
  created_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, lead_id, channel_id),
  foreign key (tenant_id, lead_id) references leads on delete cascade,
  foreign key (tenant_id, channel_id) references channels
);
comment on column conversations.address is 'The id WhatsApp gave us for this chat; answers go there.';
comment on column conversations.erase_receipt is 'Set when the lead asked to be erased: done once the message with this number has gone out.';
comment on column conversations.turn_due_at is 'Tenant clock. When the waiting messages become a turn; null when none wait.';
comment on column conversations.lease_until is 'Real time. Only the holder of lease_token may commit a turn.';
create index conversations_to_erase on conversations (tenant_id) where erase_receipt is not null;
create index conversations_turn_due on conversations (tenant_id, turn_due_at) where turn_due_at is not null;

create table turns (
  tenant_id       uuid not null,
  id              uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  status          text not null check (status in ('committed', 'silent', 'dropped', 'failed')),
  reason          text,
  perception      jsonb,
  plan            jsonb,
  checks          jsonb,
  prompt_version  text,
  model_calls     smallint not null default 0,
  cost_usd        numeric(10, 6) not null default 0,
  duration_ms     integer not null,
  at              timestamptz not null,
  created_at      timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
comment on column turns.at is 'Tenant clock.';
create index turns_conversation on turns (tenant_id, conversation_id, created_at desc);

create table messages (
  tenant_id           uuid not null,
  id                  uuid not null default gen_random_uuid(),
  conversation_id     uuid not null,
  channel_id          uuid not null,
  seq                 bigint not null,
  direction           text not null check (direction in ('in', 'out')),
  author              text not null check (author in ('lead', 'agent', 'attendant', 'system')),
  type                text not null,
  text                text not null,
  details             jsonb not null default '{}',
  provider_message_id text,
  provider_at         timestamptz not null,
  turn_id             uuid,
  consumed_at         timestamptz,
  purpose             text check (purpose in ('turn', 'follow_up', 'reminder', 'notice')),
  asks                text,
  offers              jsonb,
  status              text not null default 'received' check (status in ('received', 'ignored', 'queued', 'typing', 'sending', 'sent', 'delivered',
                        'read', 'played', 'failed', 'cancelled')),
  due_at              timestamptz,
  attempt_by          text,
  attempted_at        timestamptz,
  attempts            smallint not null default 0,
  error               text,
  edited_at           timestamptz,
  deleted_at          timestamptz,
  created_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id, seq),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade
);
comment on column messages.details is 'What the type brings along: media, reaction, button, location, contacts, quotedId, and findings from media.';
comment on column messages.provider_at is 'When it was written, by the provider''s clock; orders inbound messages together with seq.';
comment on column messages.due_at is 'Tenant clock. When the typed bubble is due to be sent; null while it waits for its turn.';
comment on column messages.attempted_at is 'Set before the provider is called, with the worker that calls; found after a crash, the sender looks the text up before sending again.';
create unique index messages_provider_id on messages (tenant_id, channel_id, provider_message_id) where provider_message_id is not null;
create index messages_unconsumed on messages (tenant_id, conversation_id, provider_at, seq) where direction = 'in' and consumed_at is null and status = 'received';
create index messages_unsent on messages (tenant_id, conversation_id, seq) where status in ('queued', 'typing', 'sending');

alter table leads enable row level security;
alter table lead_identities enable row level security;
alter table conversations enable row level security;
alter table turns enable row level security;
alter table messages enable row level security;
create policy tenant on leads using (tenant_id = current_tenant());
create policy tenant on lead_identities using (tenant_id = current_tenant());
create policy tenant on conversations using (tenant_id = current_tenant());
create policy tenant on turns using (tenant_id = current_tenant());
create policy tenant on messages using (tenant_id = current_tenant());
