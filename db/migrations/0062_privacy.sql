-- Personal data: what people asked and agreed to, how long it is kept, what was erased, and what leaked.

-- Texts that people were shown when their data was taken; a new text is a new row.
create table privacy_notice (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  kind text not null,
  version text not null,
  body jsonb not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  created_by text not null default '',
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create unique index privacy_notice_once on privacy_notice (organisation_id, coalesce(event_id, '00000000-0000-0000-0000-000000000000'), kind, version, hash);
select bantoh_scope('privacy_notice');

-- The ledger of consent: lines are added, never changed; erasure may only blank whose they are.
create table consent_entry (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid,
  person_id uuid,
  email text not null default '' check (email = lower(email)),
  name text not null default '',
  purpose text not null,
  act text not null check (act in ('given', 'withdrawn')),
  notice_version text not null default '',
  notice_hash text not null default '',
  channel text not null check (channel in ('web', 'desk', 'import', 'link', 'mail', 'paper', 'phone')),
  proof text not null default '',
  source_entity text not null default '',
  source_id text not null default '',
  by_name text not null default '',
  at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create unique index consent_entry_source on consent_entry (organisation_id, source_entity, source_id, purpose, act) where source_id <> '';
create index consent_entry_email on consent_entry (organisation_id, email, purpose, at desc) where email <> '';
create index consent_entry_person on consent_entry (organisation_id, person_id) where person_id is not null;
create index consent_entry_list on consent_entry (organisation_id, at desc, id desc);
select bantoh_scope('consent_entry');

create function consent_ledger_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (to_jsonb(new) - array['person_id', 'email', 'name', 'proof']) = (to_jsonb(old) - array['person_id', 'email', 'name', 'proof'])
    and new.email in ('', old.email) and new.name in ('', old.name) and new.proof in ('', old.proof)
    and (new.person_id is null or old.person_id is null or new.person_id = old.person_id) then
    return new;
  end if;
  raise exception 'the ledger of consent can only be added to' using errcode = 'restrict_violation';
end $$;
create trigger ledger before update or delete on consent_entry for each row execute function consent_ledger_guard();

create table privacy_request (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  number int not null,
  event_id uuid,
  kind text not null check (kind in ('access', 'correction', 'stop', 'erasure')),
  regime text not null default 'TW' check (regime in ('TW', 'EU')),
  channel text not null check (channel in ('page', 'mail', 'phone', 'paper', 'counter')),
  status text not null default 'open' check (status in ('unconfirmed', 'open', 'done', 'refused', 'withdrawn')),
  name text not null,
  email text not null default '' check (email = lower(email)),
  phone text not null default '',
  person_id uuid,
  registration_id uuid,
  details text not null default '',
  received_on date not null,
  due_on date not null,
  extended_on date,
  extension_reason text not null default '',
  verified_at timestamptz(3),
  verified_how text not null default '',
  verified_by text not null default '',
  refusal_ground text not null default '',
  answer text not null default '',
  answered_at timestamptz(3),
  handled_by text not null default '',
  -- rows that a person decided to be theirs
  chosen text[] not null default '{}',
  -- the rules that gave the dates, as they stood
  rules jsonb not null default '[]',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, number),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete set null (event_id)
);
create index privacy_request_open on privacy_request (organisation_id, due_on) where status = 'open';
create index privacy_request_event on privacy_request (organisation_id, event_id) where event_id is not null;
select bantoh_scope('privacy_request');

-- Whoever asked us to stop is written to no more, whichever part of the product writes; only what they need themselves goes out.
create table privacy_stop (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  email text not null default '' check (email = lower(email)),
  person_id uuid,
  name text not null default '',
  request_id uuid,
  reason text not null default '',
  by_name text not null default '',
  since timestamptz(3) not null default now(),
  lifted_at timestamptz(3),
  primary key (organisation_id, id)
);
create unique index privacy_stop_email on privacy_stop (organisation_id, email) where lifted_at is null and email <> '';
create index privacy_stop_person on privacy_stop (organisation_id, person_id) where lifted_at is null;
select bantoh_scope('privacy_stop');

create function privacy_stop_mail() returns trigger language plpgsql as $$
begin
  if new.status = 'queued' and exists (
    select 1 from privacy_stop s where s.organisation_id = new.organisation_id and s.email = lower(new.address) and s.email <> '' and s.lifted_at is null
  ) and not exists (
    select 1 from mail_message m where m.organisation_id = new.organisation_id and m.id = new.message_id and (m.kind like 'identity.%' or m.kind like 'privacy.%')
  ) then
    new.status := 'failed';
    new.last_error := 'privacy.stopped';
  end if;
  return new;
end $$;
create trigger privacy_stop before insert or update of status, address on mail_recipient for each row execute function privacy_stop_mail();

-- How long a kind of data is kept, where the organisation says other than the product; nothing is erased by itself unless `active`.
create table privacy_retention (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  code text not null,
  days int check (days between 0 and 36500),
  active boolean not null default false,
  note text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, code)
);
select bantoh_scope('privacy_retention');

create table privacy_hold (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  reason text not null,
  by_name text not null default '',
  since timestamptz(3) not null default now(),
  lifted_at timestamptz(3),
  lifted_by text not null default '',
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create unique index privacy_hold_once on privacy_hold (organisation_id, event_id) where lifted_at is null;
select bantoh_scope('privacy_hold');

-- Each act that erased or handed over data: counts by table, never the data.
create table privacy_run (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  kind text not null check (kind in ('erasure', 'retention', 'certificate', 'export')),
  event_id uuid,
  request_id uuid,
  code text not null default '',
  counts jsonb not null default '[]',
  hash text not null,
  by_name text not null default '',
  at timestamptz(3) not null default now(),
  primary key (organisation_id, id)
);
create index privacy_run_list on privacy_run (organisation_id, at desc);
select bantoh_scope('privacy_run');

create table privacy_breach (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  number int not null,
  event_id uuid,
  drill boolean not null default false,
  title text not null,
  what text not null default '',
  occurred_at timestamptz(3),
  noticed_at timestamptz(3) not null,
  kinds text[] not null default '{}',
  special boolean not null default false,
  people int check (people >= 0),
  systems text not null default '',
  system_records int check (system_records >= 0),
  must_notify boolean not null,
  due_at timestamptz(3),
  authority text not null default '',
  authority_at timestamptz(3),
  people_at timestamptz(3),
  people_how text not null default '',
  measures text not null default '',
  closed_at timestamptz(3),
  keep_until date not null,
  rules jsonb not null default '[]',
  by_name text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, number),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete set null (event_id)
);
select bantoh_scope('privacy_breach');

create table privacy_certificate (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  number int not null,
  client text not null,
  scope text[] not null,
  run_id uuid not null,
  counts jsonb not null,
  hash text not null,
  files jsonb not null,
  issued_by text not null,
  issued_at timestamptz(3) not null,
  primary key (organisation_id, id),
  unique (organisation_id, number),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('privacy_certificate');

do $$ begin
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    revoke update, delete on privacy_notice, privacy_run, privacy_certificate from bantoh_app;
  end if;
end $$;

-- Erasure in the audit trail. An entry's values may be blanked, nothing else; what the chain of hashes vouches for is then the digest
-- of the entry as it was, kept here beside the digest of what is left. See docs/decisions on erasing without breaking the chain.
create table audit_tombstone (
  organisation_id uuid not null default app_org(),
  entry_id uuid not null,
  digest text not null,
  blanked text not null,
  run_id uuid not null,
  at timestamptz not null default now(),
  primary key (organisation_id, entry_id)
);
create index audit_tombstone_run on audit_tombstone (organisation_id, run_id);
select bantoh_scope('audit_tombstone');
create trigger append_only before update or delete on audit_tombstone for each row execute function audit_append_only();
create trigger no_truncate before truncate on audit_tombstone for each statement execute function audit_append_only();

-- What the chain vouches for: the entry as it stands, or as it stood before it was blanked.
create function audit_chain_digest(e audit_entry) returns text language sql stable as $$
  select coalesce((select t.digest from audit_tombstone t where t.organisation_id = e.organisation_id and t.entry_id = e.id), audit_digest(e))
$$;

create function audit_blank(e audit_entry) returns audit_entry language plpgsql immutable as $$
begin
  e.label := case when e.label = '' then '' else '[erased]' end;
  e.changes := (select coalesce(jsonb_agg(jsonb_build_object('field', c -> 'field', 'label', c -> 'label',
      'from', case when c -> 'from' in ('null'::jsonb, '""'::jsonb) then c -> 'from' else '"[erased]"'::jsonb end,
      'to', case when c -> 'to' in ('null'::jsonb, '""'::jsonb) then c -> 'to' else '"[erased]"'::jsonb end) order by n), '[]')
    from jsonb_array_elements(e.changes) with ordinality as x (c, n));
  return e;
end $$;

create or replace function audit_append_only() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'audit_entry' and tg_op = 'UPDATE' then
    if old.seal is null and new.seal is not null and audit_digest(old) = audit_digest(new) then
      return new;
    end if;
    -- Blanked: what is left must be exactly the entry without its values, and a sealed entry must leave its digest behind.
    if new.seal is not distinct from old.seal and audit_digest(new) = audit_digest(audit_blank(old)) and (
      old.seal is null or exists (
        select 1 from audit_tombstone t
        where t.organisation_id = old.organisation_id and t.entry_id = old.id and t.digest = audit_digest(old) and t.blanked = audit_digest(new)
      )
    ) then
      return new;
    end if;
  end if;
  raise exception 'the audit trail can only be added to' using errcode = 'restrict_violation';
end $$;

-- Blanks entries of the caller's organisation; the only way in for requests, which can't update the trail themselves.
create function audit_erase(run uuid, entries uuid[]) returns int language plpgsql security definer set search_path = public as $$
declare n int;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit ' || app_org()::text, 0));
  insert into audit_tombstone (organisation_id, entry_id, digest, blanked, run_id)
    select a.organisation_id, a.id, audit_digest(a), audit_digest(audit_blank(a)), run
    from audit_entry a
    where a.organisation_id = app_org() and a.id = any(entries) and a.seal is not null and audit_digest(a) <> audit_digest(audit_blank(a))
    on conflict do nothing;
  update audit_entry a set label = (audit_blank(a)).label, changes = (audit_blank(a)).changes
    where a.organisation_id = app_org() and a.id = any(entries) and audit_digest(a) <> audit_digest(audit_blank(a));
  get diagnostics n = row_count;
  return n;
end $$;
-- One hash over all that a run blanked; the run's own entry in the trail carries it, so that the chain vouches for every tombstone.
create function audit_tombstones(organisation uuid, run uuid) returns text language sql stable as $$
  select encode(sha256(convert_to(coalesce(string_agg(t.entry_id || ' ' || t.digest || ' ' || t.blanked, e'\n' order by t.entry_id), ''), 'UTF8')), 'hex')
  from audit_tombstone t where t.organisation_id = organisation and t.run_id = run
$$;
do $$ begin
  revoke all on function audit_erase(uuid, uuid[]) from public;
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    grant execute on function audit_erase(uuid, uuid[]) to bantoh_app;
    revoke insert, update, delete on audit_tombstone from bantoh_app;
  end if;
end $$;

-- Organisations that have their rules already get the one that is new.
do $$ begin
  perform set_config('app.system', 'on', true);
  insert into rule (organisation_id, id, code, jurisdiction, "group", title, value, unit, valid_from, source, checked_on, shipped)
    select distinct organisation_id, gen_random_uuid(), 'privacy.response.extension', 'EU', 'privacy',
      '{"zh":"權利請求回覆：得延長（GDPR）","en":"Requests: extension (GDPR)"}'::jsonb, '2'::jsonb, 'month', date '2018-05-25', 'gk', date '2026-11-21', true
    from rule on conflict do nothing;
  perform set_config('app.system', 'off', true);
end $$;
