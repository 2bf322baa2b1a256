-- What is said of an organisation comes into force with a decision, and each saying is kept with the
-- case behind it. What a change of aid changes counts from its decision on.

truncate projections.organisation, projections.registry_entry;
delete from projections.checkpoint
where name like 'organisation.%' or name like 'registry_entry.%';
delete from projections.held
where model like 'organisation.%' or model like 'registry_entry.%';

alter table projections.organisation
    drop column name,
    drop column home,
    drop column representative;

comment on table projections.organisation is 'Every organisation that applied for a certificate or gave aid, and into which one it was merged';
comment on column projections.organisation.search is 'every name that was told of it, without diacritics, in lower case; one on a line';

create table projections.organisation_statement
(
    case_id          uuid        not null,
    organisation     uuid        not null,
    position         bigint      not null,
    stated_at        timestamptz not null,
    name             text,
    told             uuid        not null,
    home             text,
    representative   uuid,
    fields           text[]      not null,
    provinces        text[]      not null,
    gives            boolean     not null,
    status           text        not null,
    decided_position bigint,
    decided_at       timestamptz,

    primary key (case_id, organisation)
);

comment on table projections.organisation_statement is 'What a dossier says of an organisation, and whether that came into force';
comment on column projections.organisation_statement.case_id is 'in which case';
comment on column projections.organisation_statement.organisation is 'of which organisation';
comment on column projections.organisation_statement.position is 'the event that says it';
comment on column projections.organisation_statement.stated_at is 'when the dossier was filed';
comment on column projections.organisation_statement.name is 'its name; null once erased';
comment on column projections.organisation_statement.told is 'the value of the vault that has the name';
comment on column projections.organisation_statement.home is 'the country under whose law it was founded, where that is said';
comment on column projections.organisation_statement.representative is 'the value of the vault that names its representative, where one is named';
comment on column projections.organisation_statement.fields is 'the fields applied for; none where it gives aid';
comment on column projections.organisation_statement.provinces is 'the provinces applied for; none where it gives aid';
comment on column projections.organisation_statement.gives is 'whether it is named as whoever gives aid';
comment on column projections.organisation_statement.status is 'asked, in_force or not_granted';
comment on column projections.organisation_statement.decided_position is 'the event that decided on it';
comment on column projections.organisation_statement.decided_at is 'when it was decided on';

-- Postgres gathers nothing about names, which it would keep in the clear after an erasure.
alter table projections.organisation_statement alter column name set statistics 0;

create index organisation_statement_of on projections.organisation_statement (organisation);

-- A decision counts before what is only asked for, and that before what came to nothing. The name is
-- the organisation's own; its home and its representative may be known from those merged into it.
create view projections.organisation_standing as
select organisation.organisation_id, organisation.position,
    named.name, coalesce(named.status = 'in_force', false) as decided,
    asked.name as name_asked_for, placed.home, led.representative
from projections.organisation
    left join lateral (
        select statement.name, statement.status
        from projections.organisation_statement as statement
            join projections.organisation as entry on entry.organisation_id = statement.organisation
        where organisation.organisation_id in (entry.organisation_id, entry.survivor)
        order by entry.survivor is null desc, statement.status = 'in_force' desc,
            statement.status = 'asked' desc,
            coalesce(statement.decided_position, statement.position) desc
        limit 1
    ) as named on true
    left join lateral (
        select statement.name
        from projections.organisation_statement as statement
        where statement.organisation = organisation.organisation_id
            and statement.status = 'asked' and named.status = 'in_force'
            and statement.name <> named.name
        order by statement.position desc
        limit 1
    ) as asked on true
    left join lateral (
        select statement.home
        from projections.organisation_statement as statement
            join projections.organisation as entry on entry.organisation_id = statement.organisation
        where organisation.organisation_id in (entry.organisation_id, entry.survivor)
            and statement.home is not null
        order by statement.status = 'in_force' desc, statement.status = 'asked' desc,
            coalesce(statement.decided_position, statement.position) desc
        limit 1
    ) as placed on true
    left join lateral (
        select statement.representative
        from projections.organisation_statement as statement
            join projections.organisation as entry on entry.organisation_id = statement.organisation
        where organisation.organisation_id in (entry.organisation_id, entry.survivor)
            and statement.representative is not null
        order by statement.status = 'in_force' desc, statement.status = 'asked' desc,
            coalesce(statement.decided_position, statement.position) desc
        limit 1
    ) as led on true
where organisation.survivor is null;

comment on view projections.organisation_standing is 'Each organisation that stands for itself, as it stands';
comment on column projections.organisation_standing.organisation_id is 'which organisation';
comment on column projections.organisation_standing.position is 'the event that entered it; orders the list';
comment on column projections.organisation_standing.name is 'its name; null once erased';
comment on column projections.organisation_standing.decided is 'whether the name is as it was decided, and not only as a dossier says it';
comment on column projections.organisation_standing.name_asked_for is 'the other name that a pending dossier asks for';
comment on column projections.organisation_standing.home is 'the country under whose law it was founded, where it was told';
comment on column projections.organisation_standing.representative is 'the value of the vault that names its representative';

create index registry_entry_case on projections.registry_entry (case_id)
    where certificate is null;
