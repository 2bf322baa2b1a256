-- What the service may do with the read models: anything with their rows. Runs after every migration,
-- as the owner of the schema; running it again changes nothing.
grant usage on schema projections to hoso_service;
grant select, insert, update, delete, truncate on all tables in schema projections to hoso_service;
grant usage on all sequences in schema projections to hoso_service;
revoke insert, update, delete, truncate on projections.migrations from hoso_service;
