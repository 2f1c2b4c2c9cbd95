-- The programme: rooms, tracks, session types, speakers and sessions of an event.
-- `key` is the stable identifier outside the database (the imported file's own); `import_digest` is what the file last said.

create table room (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  name jsonb not null,
  description jsonb not null default '{"zh":"","en":""}',
  place text not null default '',
  capacity int check (capacity >= 0),
  online boolean not null default false,
  position int not null default 0,
  import_digest text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, key),
  unique (organisation_id, event_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('room');

create table track (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  name jsonb not null,
  description jsonb not null default '{"zh":"","en":""}',
  colour text not null default '' check (colour ~ '^(#[0-9a-fA-F]{6})?$'),
  position int not null default 0,
  import_digest text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, key),
  unique (organisation_id, event_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('track');

create table session_type (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  name jsonb not null,
  position int not null default 0,
  import_digest text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, key),
  unique (organisation_id, event_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('session_type');

create table speaker (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  name jsonb not null,
  job_title jsonb not null default '{"zh":"","en":""}',
  organisation jsonb not null default '{"zh":"","en":""}',
  bio jsonb not null default '{"zh":"","en":""}',
  country text not null default '',
  -- for the office only, never in an export or on a page
  email text not null default '',
  avatar_url text not null default '',
  photo_file_id uuid,
  links jsonb not null default '[]',
  -- the same human being in the organisation's directory
  person_id uuid,
  import_digest text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, key),
  unique (organisation_id, event_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
create index speaker_person on speaker (organisation_id, person_id) where person_id is not null;
select bantoh_scope('speaker');

create table session (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  event_id uuid not null,
  key text not null default replace(gen_random_uuid()::text, '-', ''),
  code text not null default '',
  slug text not null default '',
  title jsonb not null,
  subtitle jsonb not null default '{"zh":"","en":""}',
  abstract jsonb not null default '{"zh":"","en":""}',
  description jsonb not null default '{"zh":"","en":""}',
  -- both null while not scheduled
  start_at timestamptz(3),
  end_at timestamptz(3),
  duration_min int not null default 0 check (duration_min >= 0),
  track_id uuid,
  type_id uuid,
  kind text not null default 'talk' check (kind in ('talk', 'keynote', 'panel', 'workshop', 'break', 'meal', 'social', 'registration', 'other')),
  language text not null default '',
  interpretation text[] not null default '{}',
  format text not null default 'onsite' check (format in ('onsite', 'online', 'hybrid')),
  capacity int check (capacity >= 0),
  sign_up boolean not null default false,
  recording_opt_out boolean not null default false,
  tags text[] not null default '{}',
  links jsonb not null default '[]',
  state text not null default 'draft' check (state in ('draft', 'confirmed', 'cancelled')),
  published boolean not null default false,
  note text not null default '',
  import_digest text,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, event_id, key),
  unique (organisation_id, event_id, id),
  check ((start_at is null) = (end_at is null)),
  check (end_at > start_at),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade,
  foreign key (organisation_id, event_id, track_id) references track (organisation_id, event_id, id) on delete set null (track_id),
  foreign key (organisation_id, event_id, type_id) references session_type (organisation_id, event_id, id) on delete set null (type_id)
);
create index session_time on session (organisation_id, event_id, start_at);
create index session_track on session (organisation_id, event_id, track_id);
create index session_type_of on session (organisation_id, event_id, type_id);
select bantoh_scope('session');

-- The room at position 0 is where the session takes place; the others carry the broadcast.
create table session_room (
  organisation_id uuid not null default app_org(),
  event_id uuid not null,
  session_id uuid not null,
  room_id uuid not null,
  position int not null default 0,
  primary key (organisation_id, event_id, session_id, room_id),
  foreign key (organisation_id, event_id, session_id) references session (organisation_id, event_id, id) on delete cascade,
  foreign key (organisation_id, event_id, room_id) references room (organisation_id, event_id, id) on delete cascade
);
create index session_room_room on session_room (organisation_id, event_id, room_id);
select bantoh_scope('session_room');

create table session_speaker (
  organisation_id uuid not null default app_org(),
  event_id uuid not null,
  session_id uuid not null,
  speaker_id uuid not null,
  role text not null default 'speaker' check (role in ('speaker', 'chair', 'moderator', 'panelist')),
  position int not null default 0,
  primary key (organisation_id, event_id, session_id, speaker_id, role),
  foreign key (organisation_id, event_id, session_id) references session (organisation_id, event_id, id) on delete cascade,
  foreign key (organisation_id, event_id, speaker_id) references speaker (organisation_id, event_id, id) on delete cascade
);
create index session_speaker_speaker on session_speaker (organisation_id, event_id, speaker_id);
select bantoh_scope('session_speaker');
