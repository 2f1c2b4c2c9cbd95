-- Webhooks: who is told, what is to be told, and every attempt at telling it.

create table webhook (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  name text not null,
  url text not null,
  types text[] not null,
  event_id uuid,
  secret text not null,
  previous_secret text,
  previous_until timestamptz(3),
  enabled boolean not null default true,
  disabled_reason text check (disabled_reason in ('person', 'failing', 'gone')),
  failing_since timestamptz(3),
  failures int not null default 0,
  version int not null default 1,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  foreign key (organisation_id, event_id) references event (organisation_id, id) on delete cascade
);
select bantoh_scope('webhook');

create table webhook_delivery (
  organisation_id uuid not null default app_org(),
  id uuid not null default gen_random_uuid(),
  webhook_id uuid not null,
  fact_id bigint,
  event_id uuid,
  type text not null,
  fact jsonb not null default '{}',
  body text,
  at timestamptz(3) not null default now(),
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts int not null default 0,
  next_at timestamptz(3) not null default now(),
  lease uuid,
  status_code int,
  fault text,
  duration_ms int,
  last_at timestamptz(3),
  primary key (organisation_id, id),
  unique (organisation_id, webhook_id, fact_id),
  foreign key (organisation_id, webhook_id) references webhook (organisation_id, id) on delete cascade
);
create index webhook_delivery_due on webhook_delivery (organisation_id, webhook_id, next_at) where state = 'pending';
create index webhook_delivery_list on webhook_delivery (organisation_id, webhook_id, at desc, id desc);
create index webhook_delivery_state on webhook_delivery (organisation_id, webhook_id, state, last_at);
create index webhook_delivery_age on webhook_delivery (at);
select bantoh_scope('webhook_delivery');

create table webhook_attempt (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  delivery_id uuid not null,
  at timestamptz(3) not null,
  status_code int,
  fault text,
  detail text not null default '',
  duration_ms int not null,
  answer text not null default '',
  primary key (organisation_id, id),
  foreign key (organisation_id, delivery_id) references webhook_delivery (organisation_id, id) on delete cascade
);
create index webhook_attempt_delivery on webhook_attempt (organisation_id, delivery_id, at);
select bantoh_scope('webhook_attempt');

-- Does a webhook want this fact? Facts of the organisation may name their event in the payload only.
create function webhook_wants(w webhook, fact_type text, fact_event uuid, payload jsonb) returns boolean language sql immutable as $$
  select fact_type = any(w.types)
    and (w.event_id is null or w.event_id::text = coalesce(fact_event::text, payload ->> 'eventId'))
$$;

-- A fact and its deliveries are committed together: none is lost between them and none is made twice.
create function webhook_fan_out() returns trigger language plpgsql as $$
begin
  insert into webhook_delivery (organisation_id, webhook_id, fact_id, event_id, type, fact, at)
    select n.organisation_id, w.id, n.id, n.event_id, n.type, n.payload, n.created_at
    from made n join webhook w on w.organisation_id = n.organisation_id
    where w.enabled and webhook_wants(w, n.type, n.event_id, n.payload)
    -- A webhook that is being removed at this moment drops out here; the foreign key would refuse the whole business.
    for key share of w;
  return null;
end $$;
create trigger webhook_fan_out after insert on outbox referencing new table as made for each statement execute function webhook_fan_out();
