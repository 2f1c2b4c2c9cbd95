-- Requests counted per guarded address and caller, by all processes together. What a crash loses is one minute of counting.
create unlogged table rate_count (
  place text not null,
  caller text not null,
  used int not null default 1,
  until timestamptz(3) not null,
  primary key (place, caller)
);
create index rate_count_until on rate_count (until);
select bantoh_system_only('rate_count');
