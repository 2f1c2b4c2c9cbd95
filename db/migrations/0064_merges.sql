-- Two records that are one: who went into whom, with all that is needed to part them again, and pairs that people told apart.

create table crm_merge (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  kind text not null check (kind in ('person', 'company')),
  survivor_id uuid not null,
  loser_id uuid not null,
  -- whose data lies in here today: the survivor, or whoever that one went into since
  holder_id uuid not null,
  survivor_name text not null,
  loser_name text not null,
  -- rows as they were: the one that went, the one that stayed, and that one as the merge left it
  loser jsonb not null,
  before jsonb not null,
  after jsonb not null,
  -- [{table, column, keys: [...]}]: what pointed to the loser and was turned; [{table, row}]: what stood twice and was taken out
  moved jsonb not null,
  dropped jsonb not null,
  by_name text not null default '',
  at timestamptz(3) not null default now(),
  undone_at timestamptz(3),
  undone_by text,
  primary key (organisation_id, id)
);
create unique index crm_merge_once on crm_merge (organisation_id, kind, loser_id) where undone_at is null;
create index crm_merge_survivor on crm_merge (organisation_id, kind, survivor_id) where undone_at is null;
create index crm_merge_holder on crm_merge (organisation_id, holder_id);
create index crm_merge_list on crm_merge (organisation_id, at desc, id desc);
select bantoh_scope('crm_merge');

create table crm_distinct (
  organisation_id uuid not null default app_org(),
  id uuid not null,
  kind text not null check (kind in ('person', 'company')),
  -- the smaller id first
  a uuid not null,
  b uuid not null,
  -- what the two were judged by; when it changes, the question is open again
  mark text not null,
  by_name text not null default '',
  at timestamptz(3) not null default now(),
  primary key (organisation_id, id),
  unique (organisation_id, kind, a, b)
);
select bantoh_scope('crm_distinct');

-- The words of a name in Latin letters, in one order: "CHEN, Yi-Chun" and "Yi Chun Chen" are one.
create function bantoh_words(name text) returns text language sql immutable parallel safe as $$
  select coalesce(string_agg(w, ' ' order by w), '') from regexp_split_to_table(lower(name), '[^a-z0-9]+') w where w <> ''
$$;
-- A company's name without its legal form.
create function bantoh_core(name_key text) returns text language sql immutable parallel safe as $$
  select regexp_replace(name_key, '(股份有限公司|有限公司|公司|企業社|企業行|商行|工作室|coltd|ltd|inc|corporation|corp|gmbh|llc|limited|company)+$', '')
$$;
-- A mailbox without the marks that many providers ignore.
create function bantoh_mailbox(email text) returns text language sql immutable parallel safe as $$
  select case when email = '' then '' when split_part(email, '@', 2) in ('gmail.com', 'googlemail.com')
    then replace(split_part(split_part(email, '@', 1), '+', 1), '.', '') || '@gmail.com'
    else split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) end
$$;
create index person_mailbox on person (organisation_id, bantoh_mailbox(email)) where email <> '';
create index person_mobile on person (organisation_id, mobile) where mobile <> '';
create index person_phone on person (organisation_id, phone) where phone <> '';
create index person_words on person (organisation_id, bantoh_words(name_en)) where name_en <> '';
create index company_core on company (organisation_id, bantoh_core(name_key));
create index company_phone on company (organisation_id, phone) where phone <> '';
