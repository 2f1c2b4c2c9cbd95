-- The kernel's own tables, and the functions by which every later table gets its scope.

create function app_org() returns uuid language sql stable as
  $$ select nullif(current_setting('app.org', true), '')::uuid $$;

create function app_system() returns boolean language sql stable as
  $$ select coalesce(nullif(current_setting('app.system', true), ''), 'off') = 'on' $$;

-- The role under which every request runs; it cannot log in and never bypasses row-level security.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    begin
      create role bantoh_app nologin;
    exception when insufficient_privilege then
      raise notice 'role bantoh_app could not be made: forced row-level security still binds the owner';
    when duplicate_object or unique_violation then null;
    end;
  end if;
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    begin
      execute format('grant bantoh_app to %I', current_user);
    exception when others then null;
    end;
  end if;
end $$;

-- Scopes a table: forced row-level security by organisation for requests, by an explicit switch for the system itself.
create function bantoh_scope(t regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy organisation on %s using (organisation_id = app_org()) with check (organisation_id = app_org())', t);
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    execute format('create policy system on %s to %I using (app_system()) with check (app_system())', t, current_user);
    execute format('grant select, insert, update, delete on %s to bantoh_app', t);
  else
    execute format('create policy system on %s using (app_system()) with check (app_system())', t);
  end if;
end $$;

-- For the few tables that belong to no organisation: readable and writable by the system only.
create function bantoh_system_only(t regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy system on %s using (app_system()) with check (app_system())', t);
end $$;

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    grant usage on schema public to bantoh_app;
  end if;
end $$;

create table audit_entry (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  entity text not null,
  entity_id text not null,
  action text not null,
  label text not null default '',
  changes jsonb not null default '[]',
  actor_kind text not null,
  actor_id text,
  actor_name text not null default '',
  request_id text,
  at timestamptz not null default now(),
  primary key (organisation_id, id)
);
create index audit_entry_record on audit_entry (organisation_id, entity, entity_id, at desc);
create index audit_entry_event on audit_entry (organisation_id, event_id, at desc);
select bantoh_scope('audit_entry');

create table outbox (
  id bigint generated always as identity primary key,
  organisation_id uuid not null default app_org(),
  event_id uuid,
  type text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  done_at timestamptz,
  last_error text
);
create index outbox_open on outbox (next_at, id) where done_at is null;
select bantoh_scope('outbox');

create table idempotency (
  organisation_id uuid not null default app_org(),
  key text not null,
  caller text not null,
  endpoint text not null,
  request_hash text not null,
  status int,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (organisation_id, caller, key)
);
create index idempotency_age on idempotency (created_at);
select bantoh_scope('idempotency');

create table file (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  entity text,
  entity_id text,
  name text not null,
  mime text not null,
  size int not null,
  sha256 text not null,
  width int,
  height int,
  created_by text,
  created_by_name text not null default '',
  created_at timestamptz not null default now(),
  primary key (organisation_id, id)
);
create index file_record on file (organisation_id, entity, entity_id, created_at);
select bantoh_scope('file');

create table mail_message (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  kind text not null,
  subject text not null,
  html text not null,
  body_text text not null,
  attachments jsonb not null default '[]',
  dedupe_key text,
  created_at timestamptz not null default now(),
  primary key (organisation_id, id)
);
create unique index mail_message_dedupe on mail_message (organisation_id, dedupe_key) where dedupe_key is not null;
create index mail_message_event on mail_message (organisation_id, event_id, created_at desc);
select bantoh_scope('mail_message');

create table mail_recipient (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  message_id uuid not null,
  address text not null,
  name text not null default '',
  status text not null default 'queued' check (status in ('queued', 'sent', 'logged', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  last_error text,
  sent_at timestamptz,
  primary key (organisation_id, id),
  foreign key (organisation_id, message_id) references mail_message (organisation_id, id) on delete cascade
);
create index mail_recipient_message on mail_recipient (organisation_id, message_id);
create index mail_recipient_queue on mail_recipient (next_at) where status = 'queued';
select bantoh_scope('mail_recipient');

create table search_entry (
  organisation_id uuid not null default app_org(),
  event_id uuid,
  entity text not null,
  entity_id text not null,
  title text not null,
  subtitle text not null default '',
  grams text[] not null,
  updated_at timestamptz not null default now(),
  primary key (organisation_id, entity, entity_id)
);
create index search_entry_grams on search_entry using gin (grams);
select bantoh_scope('search_entry');
