-- Stored files that no row names any more, and since when. They go after a while that outlasts backups and point-in-time recovery.
create table file_orphan (
  organisation_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  since timestamptz not null default now(),
  primary key (organisation_id, sha256)
);
select bantoh_scope('file_orphan');
create index file_by_content on file (organisation_id, sha256);
