-- The same person twice is looked for by mailbox at every registration. Row-level security keeps PostgreSQL from an index on
-- lower(email): the function is not leakproof, so that every place of the event was read. A column may be looked up.
alter table registration add column mailbox text generated always as (lower(email)) stored;
drop index registration_email;
create index registration_mailbox on registration (organisation_id, event_id, mailbox) where status = 'confirmed';
