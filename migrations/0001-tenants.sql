-- Roles, the tenant in force, and the clock. Runs as the owner; the application runs as girassol_app, which cannot bypass row-level security.
do $$
begin
  if not exists (select from pg_roles where rolname = 'girassol_app') then
    create role girassol_app nologin noinherit nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of this server was migrated at the same moment
end $$;
do $$
begin
  execute format('grant girassol_app to %I', current_user);
end $$;
grant usage on schema public to girassol_app;
alter default privileges in schema public grant select, insert, update, delete on tables to girassol_app;
alter default privileges in schema public grant usage on sequences to girassol_app;
alter default privileges revoke execute on functions from public;
alter default privileges in schema public grant execute on functions to girassol_app;
create extension if not exists btree_gist;

create function current_tenant() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('girassol.tenant_id', true), '')::uuid $$;
comment on function current_tenant() is 'The tenant of this transaction; null when none was set, so that every policy then shows nothing.';

create table tenants (
  id              uuid primary key default gen_random_uuid(),
  slug            text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name            text not null,
  time_zone       text not null,
  active          boolean not null default true,
  settings        jsonb not null default '{}',
  clock_offset    interval not null default '0',
  clock_frozen_at timestamptz,
  created_at      timestamptz not null default now()
);
comment on column tenants.clock_offset is 'Sandbox, tests and evals: how far the tenant''s clock is ahead of real time.';
comment on column tenants.clock_frozen_at is 'Tests and evals: the tenant''s clock stands here and moves only when it is moved.';
alter table tenants enable row level security;
create policy tenant on tenants using (id = current_tenant());
revoke insert, delete on tenants from girassol_app;

create function tenant_now(tenant uuid) returns timestamptz language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(t.clock_frozen_at, clock_timestamp() + t.clock_offset) from tenants t where t.id = tenant $$;
comment on function tenant_now(uuid) is 'The one clock: real time in production, the tenant''s virtual time in sandbox, tests and evals.';

create function real_run_at(tenant uuid, due timestamptz) returns timestamptz language sql stable security definer set search_path = public, pg_temp as
$$ select case when t.clock_frozen_at is null then greatest(due - t.clock_offset, clock_timestamp())
               when due <= t.clock_frozen_at then clock_timestamp() end
     from tenants t where t.id = tenant $$;
comment on function real_run_at(uuid, timestamptz) is 'When a job for a moment of the tenant''s clock must run in real time; null while a frozen clock has not reached it.';

create table tenant_secrets (
  tenant_id  uuid not null references tenants on delete cascade,
  name       text not null,
  ciphertext bytea not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
comment on table tenant_secrets is 'AES-256-GCM under SECRET_KEY: nonce, tag, text.';
alter table tenant_secrets enable row level security;
create policy tenant on tenant_secrets using (tenant_id = current_tenant());

create table playbooks (
  tenant_id  uuid not null references tenants on delete cascade,
  name       text not null,
  version    integer not null,
  source     text not null,
  source_sha text not null,
  active     boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (tenant_id, name, version)
);
create unique index playbooks_active on playbooks (tenant_id) where active;
alter table playbooks enable row level security;
create policy tenant on playbooks using (tenant_id = current_tenant());

create table channels (
  tenant_id  uuid not null references tenants on delete cascade,
  id         uuid not null default gen_random_uuid(),
  provider   text not null check (provider in ('evolution', 'w-api')),
  instance   text not null,
  token_hash bytea not null unique,
  state      text not null default 'unknown',
  own_phone  text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, provider, instance)
);
comment on column channels.token_hash is 'SHA-256 of the token in the webhook''s address, which names and authenticates the channel.';
alter table channels enable row level security;
create policy tenant on channels using (tenant_id = current_tenant());

create function find_channel(token_sha bytea)
returns table (tenant_id uuid, channel_id uuid, provider text, instance text)
language sql stable security definer set search_path = public, pg_temp as
$$ select c.tenant_id, c.id, c.provider, c.instance from channels c join tenants t on t.id = c.tenant_id
    where c.token_hash = token_sha and t.active $$;

create function list_tenants() returns table (id uuid, slug text, name text, time_zone text, active boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select t.id, t.slug, t.name, t.time_zone, t.active from tenants t order by t.slug $$;

create function create_tenant(new_slug text, new_name text, new_time_zone text, frozen_at timestamptz default null) returns uuid
language sql security definer set search_path = public, pg_temp as
$$ insert into tenants (slug, name, time_zone, clock_frozen_at) values (new_slug, new_name, new_time_zone, frozen_at) returning id $$;
