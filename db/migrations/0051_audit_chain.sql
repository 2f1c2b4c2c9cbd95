-- The audit trail can be added to and nothing else, and every stretch of it is sealed into a chain of hashes.

alter table audit_entry add column seal int;
create index audit_entry_unsealed on audit_entry (organisation_id, id) where seal is null;
create index audit_entry_seal on audit_entry (organisation_id, seal);
create index audit_entry_time on audit_entry (organisation_id, at desc, id desc);
create index audit_entry_actor on audit_entry (organisation_id, actor_id, at desc);

-- One link: `rows` entries, hashed in the order of their ids after the hash of the link before.
create table audit_seal (
  organisation_id uuid not null default app_org(),
  seq int not null check (seq > 0),
  prev text not null,
  hash text not null,
  rows int not null check (rows > 0),
  sealed_at timestamptz not null default now(),
  primary key (organisation_id, seq)
);
select bantoh_scope('audit_seal');

-- All that an entry says, as one hash. `jsonb` prints the same value the same way; the instant is taken to the microsecond.
create function audit_digest(e audit_entry) returns text language sql immutable as $$
  select encode(sha256(convert_to(jsonb_build_array(
    e.organisation_id, e.id, e.event_id, e.entity, e.entity_id, e.action, e.label, e.changes,
    e.actor_kind, e.actor_id, e.actor_name, e.request_id,
    extract(epoch from e.at)::numeric(20, 6)::text
  )::text, 'UTF8')), 'hex')
$$;

create function audit_append_only() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'audit_entry' and tg_op = 'UPDATE' then
    if old.seal is null and new.seal is not null and audit_digest(old) = audit_digest(new) then
      return new;
    end if;
  end if;
  raise exception 'the audit trail can only be added to' using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on audit_entry for each row execute function audit_append_only();
create trigger append_only before update or delete on audit_seal for each row execute function audit_append_only();
create trigger no_truncate before truncate on audit_entry for each statement execute function audit_append_only();
create trigger no_truncate before truncate on audit_seal for each statement execute function audit_append_only();

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    revoke update, delete on audit_entry from bantoh_app;
    revoke insert, update, delete on audit_seal from bantoh_app;
  end if;
end $$;
