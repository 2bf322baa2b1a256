-- What the service may do with the log: add to it and read it. Runs after every migration, as the
-- owner of the schema; running it again changes nothing. Roles belong to the whole server, which is
-- why this is no migration: where the owner may not make roles, an administrator makes them once.
do
$$
begin
    if not exists (select from pg_roles where rolname = 'hoso_service') then
        create role hoso_service nologin;
        comment on role hoso_service is 'Runs the service: adds to the log, and can change nothing in it';
    end if;
    if not exists (select from pg_roles where rolname = 'hoso_operator') then
        create role hoso_operator nologin;
        comment on role hoso_operator is 'Operates the service: builds read models again, beside what the service may do';
    end if;
exception
    -- Somebody made them at the same moment.
    when duplicate_object or unique_violation then null;
end;
$$;

do
$$
begin
    if not pg_has_role('hoso_operator', 'hoso_service', 'member') then
        grant hoso_service to hoso_operator;
    end if;
    if not pg_has_role(current_user, 'hoso_operator', 'member') then
        grant hoso_operator to current_user;
    end if;
    execute format('grant create on database %I to hoso_operator', current_database());
end;
$$;

revoke all on schema eventstore from public;
revoke all on all tables in schema eventstore from public, hoso_service, hoso_operator;
grant usage on schema eventstore to hoso_service;

-- History, and what was proved about it.
grant select, insert on
    eventstore.event,
    eventstore.command,
    eventstore.tree_hashes,
    eventstore.log_key,
    eventstore.checkpoint,
    eventstore.cosignature
    to hoso_service;

-- The end of the log moves, and claims come and go.
grant select, update on eventstore.head to hoso_service;
grant select, insert, update, delete on eventstore.claim to hoso_service;

-- What must be forgettable. Locking a subject, and the table of keys, takes the right to update them.
grant select, insert, update on eventstore.vault_key, eventstore.vault_subject to hoso_service;
grant select, insert, delete on eventstore.vault_value to hoso_service;
grant select, insert, update, delete on eventstore.vault_object to hoso_service;
grant select, insert, update on eventstore.erasure to hoso_service;
grant select, insert on eventstore.erasure_certificate to hoso_service;

-- To see whether the schema is that of the build.
grant select on eventstore.migrations to hoso_service;
