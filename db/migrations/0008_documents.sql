-- Written sections of deliverables with their history, and issued versions.

create table narrative (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  deliverable text not null,
  section text not null,
  content jsonb not null,
  updated_by text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, deliverable, section),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('narrative');

-- One row for each state that was left behind: saves by the same person within ten minutes are one state.
create table narrative_history (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  narrative_id uuid not null,
  content jsonb not null,
  written_by text not null default '',
  written_at timestamptz(3) not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, narrative_id) references narrative (organisation_id, id) on delete cascade
);
create index narrative_history_of on narrative_history (organisation_id, narrative_id, written_at desc);
select bantoh_scope('narrative_history');

-- An issued version: frozen files and the digest of each section, so that later drift can be shown.
create table document_issue (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  deliverable text not null,
  number int not null,
  lang text not null,
  note text not null default '',
  files jsonb not null,
  digests jsonb not null,
  issued_by text not null,
  issued_at timestamptz(3) not null,
  primary key (organisation_id, id),
  unique (organisation_id, event_id, deliverable, number),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('document_issue');
-- What was issued stays as it was.
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'bantoh_app') then
    revoke update, delete on document_issue from bantoh_app;
  end if;
end $$;
