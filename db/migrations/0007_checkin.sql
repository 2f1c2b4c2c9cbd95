-- Arrivals. A row's id is made by the device, so that a scan sent twice (a phone coming back on line) is one row.
create table checkin (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  registration_id uuid not null,
  -- the event's own calendar day
  day date not null,
  point text not null default 'main',
  at timestamptz(3) not null,
  device text not null default '',
  source text not null check (source in ('camera', 'scanner', 'name', 'import', 'online')),
  by_name text not null default '',
  undone_at timestamptz(3),
  undone_by text,
  created_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  foreign key (organisation_id, registration_id) references registration (organisation_id, id) on delete cascade
);
-- One arrival a person, day and point; an undone one makes room for the next.
create unique index checkin_once on checkin (organisation_id, registration_id, day, point) where undone_at is null;
create index checkin_event on checkin (organisation_id, event_id, day, at);
select bantoh_scope('checkin');
