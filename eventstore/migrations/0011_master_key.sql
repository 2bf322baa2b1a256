-- Which master key has sealed what, so that it can be changed while the vault is in use.

alter table eventstore.vault_key add column master bytea;
alter table eventstore.vault_subject add column master bytea;

comment on column eventstore.vault_key.master is
    'the id of the master key that sealed it; that of the check is the one for whatever is new';
comment on column eventstore.vault_subject.master is
    'the id of the master key that sealed its key; null where it was sealed before keys had ids, and once erased';

comment on column eventstore.vault_key.wrapped is 'nonce and ciphertext, sealed with the master key';
