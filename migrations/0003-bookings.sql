create table bookings (
  tenant_id           uuid not null,
  id                  uuid not null default gen_random_uuid(),
  lead_id             uuid not null,
  conversation_id     uuid not null,
  attendant_id        text not null,
  attendant_name      text not null,
  meeting             text not null,
  during              tstzrange not null,
  busy                tstzrange not null,
  status              text not null default 'confirmed' check (status in ('confirmed', 'cancelled', 'done', 'no_show')),
  attendance_confirmed boolean not null default false,
  action_key          text not null,
  ended_by            text,
  booked_at           timestamptz not null,
  created_at          timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, action_key),
  foreign key (tenant_id, lead_id) references leads on delete cascade,
  foreign key (tenant_id, conversation_id) references conversations on delete cascade,
  -- two meetings of one attendant never overlap, nor touch within the buffer that busy carries at its end
  exclude using gist (tenant_id with =, attendant_id with =, busy with &&) where (status = 'confirmed')
);
comment on column bookings.busy is 'The meeting and the buffer after it.';
comment on column bookings.action_key is 'First unconsumed message of the turn and the action: a turn that starts again does not book twice.';
comment on column bookings.ended_by is 'The action of a turn that cancelled or moved it: a turn that starts again sees the meeting as it was.';
create unique index bookings_live on bookings (tenant_id, lead_id) where status = 'confirmed';

create table holds (
  tenant_id    uuid not null,
  lead_id      uuid not null,
  attendant_id text not null,
  busy         tstzrange not null,
  expires_at   timestamptz not null,
  primary key (tenant_id, lead_id, attendant_id, busy),
  foreign key (tenant_id, lead_id) references leads on delete cascade
);
comment on table holds is 'Times on offer to a lead, kept from other leads until expires_at (tenant clock).';

create table busy_times (
  tenant_id    uuid not null,
  id           uuid not null default gen_random_uuid(),
  attendant_id text,
  during       tstzrange not null,
  primary key (tenant_id, id)
);
comment on table busy_times is 'Times the internal calendar must keep free; attendant_id null means everybody.';
create index busy_times_during on busy_times using gist (tenant_id, during);

create table reminders (
  tenant_id  uuid not null,
  booking_id uuid not null,
  which      text not null check (which in ('day_before', 'hours_before')),
  due_at     timestamptz not null,
  status     text not null default 'pending' check (status in ('pending', 'sent', 'cancelled')),
  primary key (tenant_id, booking_id, which),
  foreign key (tenant_id, booking_id) references bookings on delete cascade
);
create index reminders_due on reminders (tenant_id, due_at) where status = 'pending';

create table follow_ups (
  tenant_id       uuid not null,
  id              uuid not null default gen_random_uuid(),
  conversation_id uuid not null,
  lead_id         uuid not null,
  cadence         text not null,
  step            smallint not null check (step >= 0),
  kind            text not null check (kind in ('nudge', 'callback', 'nurture')),
  due_at          timestamptz not null,
  status          text not null default 'pending' check (status in ('pending', 'sent', 'cancelled')),
  sent_at         timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, lead_id, cadence, step),
  foreign key (tenant_id, conversation_id) references conversations on delete cascade,
  foreign key (tenant_id, lead_id) references leads on delete cascade
);
comment on table follow_ups is 'Each step of a cadence once ever for a lead; a reply cancels what is pending, a later silence revives only what was never sent.';
create index follow_ups_due on follow_ups (tenant_id, due_at) where status = 'pending';

alter table bookings enable row level security;
alter table holds enable row level security;
alter table busy_times enable row level security;
alter table reminders enable row level security;
alter table follow_ups enable row level security;
create policy tenant on bookings using (tenant_id = current_tenant());
create policy tenant on holds using (tenant_id = current_tenant());
create policy tenant on busy_times using (tenant_id = current_tenant());
create policy tenant on reminders using (tenant_id = current_tenant());
create policy tenant on follow_ups using (tenant_id = current_tenant());
