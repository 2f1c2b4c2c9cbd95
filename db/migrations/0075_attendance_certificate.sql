-- 與會證明. The last number handed out, one row an event: whoever issues holds it, so that numbers have no gaps.
create table attendance_certificate_desk (
  organisation_id uuid not null default app_org(),
  event_id uuid not null,
  last_number int not null default 0 check (last_number >= 0),
  primary key (organisation_id, event_id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('attendance_certificate_desk');

-- One a person, for good: issued anew it keeps its number and its address, revoked it stays and says so.
create table attendance_certificate (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  registration_id uuid not null,
  number int not null check (number > 0),
  -- 128 random bits: the page that verifies it
  code text not null check (length(code) = 22),
  -- what it says: the event's days on which the person checked in
  days text[] not null check (cardinality(days) > 0),
  issues int not null default 1,
  issued_at timestamptz(3) not null,
  issued_by text not null default '',
  revoked_at timestamptz(3),
  revoked_by text,
  revoke_reason text not null default '',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, number),
  unique (organisation_id, registration_id),
  unique (organisation_id, event_id, code),
  check (revoked_at is null or revoke_reason <> ''),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  foreign key (organisation_id, registration_id) references registration (organisation_id, id)
);
select bantoh_scope('attendance_certificate');
