-- How an event's badges look; without a row the default of the program counts.
create table badge_layout (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  size text not null default 'a6' check (size in ('a6', '90x130', 'label-62x100', 'label-100x50')),
  paper text not null default 'single' check (paper in ('single', 'a4')),
  words text not null default 'both' check (words in ('both', 'zh', 'en')),
  show text[] not null check (show <@ array['logo', 'event', 'nameEn', 'organisation', 'title', 'country', 'diet', 'qr', 'code', 'band']),
  -- [{ category, colour, zh, en }]: what differs from the default
  bands jsonb not null default '[]',
  -- text of the back, e.g. what to do in an emergency
  back jsonb not null default '{"zh":"","en":""}',
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  constraint badge_layout_once unique (organisation_id, event_id)
);
select bantoh_scope('badge_layout');
