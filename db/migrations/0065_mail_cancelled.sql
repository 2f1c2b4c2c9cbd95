-- A letter that waits can be called back by a person; it is neither sent nor a failure.
alter table mail_recipient drop constraint mail_recipient_status_check;
alter table mail_recipient add constraint mail_recipient_status_check check (status in ('queued', 'sent', 'logged', 'failed', 'cancelled'));
