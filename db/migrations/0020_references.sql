-- References between modules that came before their targets; a record of another organisation, or of none, is refused.
update event e set client_id = null where client_id is not null and not exists (select 1 from company c where c.organisation_id = e.organisation_id and c.id = e.client_id);
alter table event add constraint event_client foreign key (organisation_id, client_id) references company (organisation_id, id);
create index event_client_index on event (organisation_id, client_id);

update speaker s set photo_file_id = null where photo_file_id is not null and not exists (select 1 from file f where f.organisation_id = s.organisation_id and f.id = s.photo_file_id);
alter table speaker add constraint speaker_photo foreign key (organisation_id, photo_file_id) references file (organisation_id, id) on delete set null (photo_file_id);
