-- The registries: organisations and what happened to them and to certificates, aid with what was
-- disbursed of it, and the focal points of provinces. Certificates are built again, since each says
-- its seat now, whether its last day has passed although it is suspended, and whose name is on it.

truncate projections.certificate;
delete from projections.checkpoint where name like 'certificate.%';
delete from projections.held where model like 'certificate.%';

alter table projections.certificate
    add column seat text,
    add column named uuid not null,
    add column lapsed boolean not null;

comment on column projections.certificate.seat is 'the province of the seat, where there is one';
comment on column projections.certificate.named is 'whose name is on it: that of who applied for it';
comment on column projections.certificate.lapsed is 'whether its last day has passed and that was recorded';

drop index projections.certificate_ends;
create index certificate_ends on projections.certificate (valid_until)
    where status in ('valid', 'suspended') and not lapsed;
create index certificate_named on projections.certificate (named);

create table projections.organisation
(
    organisation_id uuid   primary key,
    position        bigint not null,
    changed         bigint not null,
    name            text,
    search          text   not null,
    home            text,
    representative  uuid,
    survivor        uuid
);

comment on table projections.organisation is 'Every organisation that applied for a certificate or gave aid, as it stands';
comment on column projections.organisation.organisation_id is 'which organisation';
comment on column projections.organisation.position is 'the event that entered it; orders the list';
comment on column projections.organisation.changed is 'the last event that said something of it';
comment on column projections.organisation.name is 'its name; null once erased';
comment on column projections.organisation.search is 'its name without diacritics, in lower case';
comment on column projections.organisation.home is 'the country under whose law it was founded, where it was told';
comment on column projections.organisation.representative is 'the value of the vault that names its representative';
comment on column projections.organisation.survivor is 'the organisation it was merged into in the end; null while it stands for itself';

create index organisation_list on projections.organisation (position) where survivor is null;
create index organisation_survivor on projections.organisation (survivor) where survivor is not null;
create index organisation_search on projections.organisation using gin (to_tsvector('simple', search));

create table projections.registry_entry
(
    position     bigint      not null,
    ordinal      integer     not null,
    recorded_at  timestamptz not null,
    what         text        not null,
    organisation uuid,
    certificate  uuid,
    case_id      uuid,
    actor        uuid        not null,
    agency       text,
    role         text        not null,
    data         text        not null,

    primary key (position, ordinal)
);

comment on table projections.registry_entry is 'What happened to organisations and certificates, and the case behind it';
comment on column projections.registry_entry.position is 'where the event stands in the log';
comment on column projections.registry_entry.ordinal is 'which of the things that the event says, from 0';
comment on column projections.registry_entry.recorded_at is 'when it was recorded';
comment on column projections.registry_entry.what is 'what happened';
comment on column projections.registry_entry.organisation is 'to which organisation';
comment on column projections.registry_entry.certificate is 'to which certificate, where it is about one';
comment on column projections.registry_entry.case_id is 'in which case; null where there is none behind it';
comment on column projections.registry_entry.actor is 'who did it';
comment on column projections.registry_entry.agency is 'on behalf of which agency';
comment on column projections.registry_entry.role is 'in which role';
comment on column projections.registry_entry.data is 'the event''s own data, as JSON; no personal values';

create index registry_entry_organisation on projections.registry_entry (organisation, position);
create index registry_entry_certificate on projections.registry_entry (certificate, position);

create table projections.aid
(
    case_id        uuid          primary key,
    position       bigint        not null unique,
    kind           text          not null,
    procedure      text          not null,
    approval       uuid,
    status         text          not null,
    number         text,
    recipient      uuid          not null,
    recipient_name text,
    donor          uuid,
    donor_name     text,
    search         text          not null,
    amount         numeric(22,4) not null,
    currency       text          not null,
    fields         text[]        not null,
    provinces      text[]        not null,
    stated_year    integer,
    year           integer,
    agency         text,
    filed_at       timestamptz   not null,
    decided_at     timestamptz
);

comment on table projections.aid is 'One line for each case about aid: approvals, and what was changed, disbursed and closed under them';
comment on column projections.aid.case_id is 'which case';
comment on column projections.aid.position is 'its first event; orders the list';
comment on column projections.aid.kind is 'approval, change, disbursement or closing';
comment on column projections.aid.procedure is 'under which procedure';
comment on column projections.aid.approval is 'the case that approved the aid it is about; itself for an approval, null where it was not told';
comment on column projections.aid.status is 'filed, approved, refused or ended';
comment on column projections.aid.number is 'the number of the decision';
comment on column projections.aid.recipient is 'who applies or reports';
comment on column projections.aid.recipient_name is 'its name; null once erased';
comment on column projections.aid.donor is 'who gives, where it was told';
comment on column projections.aid.donor_name is 'its name; null once erased';
comment on column projections.aid.search is 'names and number without diacritics, in lower case';
comment on column projections.aid.amount is 'how much';
comment on column projections.aid.currency is 'of what, by its ISO 4217 code';
comment on column projections.aid.fields is 'the fields it is for';
comment on column projections.aid.provinces is 'the provinces it is for';
comment on column projections.aid.stated_year is 'the year that a report says it is about';
comment on column projections.aid.year is 'the year it counts in: that it says, or that of the decision';
comment on column projections.aid.agency is 'who manages the aid';
comment on column projections.aid.filed_at is 'when the dossier was filed';
comment on column projections.aid.decided_at is 'when it was decided';

create index aid_approval on projections.aid (approval, position);
create index aid_kind on projections.aid (kind, status, position);
create index aid_search on projections.aid using gin (to_tsvector('simple', search));
create index aid_donor on projections.aid (donor);
create index aid_recipient on projections.aid (recipient);

create table projections.focal_point
(
    position  bigint      primary key,
    province  text        not null,
    role      text        not null,
    agency    text        not null,
    office    text        not null,
    person    uuid        not null,
    name      uuid        not null,
    contact   uuid,
    named_at  timestamptz not null,
    named_by  text,
    until_at  timestamptz
);

comment on table projections.focal_point is 'Who is and who was a focal point of a province';
comment on column projections.focal_point.position is 'the event that named them';
comment on column projections.focal_point.province is 'of which province';
comment on column projections.focal_point.role is 'for what: fngo_activity, aid_use or aid_mobilisation';
comment on column projections.focal_point.agency is 'the body that the office belongs to';
comment on column projections.focal_point.office is 'what kind of office it is';
comment on column projections.focal_point.person is 'the person, as the vault knows them';
comment on column projections.focal_point.name is 'the value of the vault that names them';
comment on column projections.focal_point.contact is 'the value of the vault that says how to reach them';
comment on column projections.focal_point.named_at is 'since when they are';
comment on column projections.focal_point.named_by is 'on behalf of which agency they were named';
comment on column projections.focal_point.until_at is 'until when they were; null while they are';

create index focal_point_of on projections.focal_point (province, role, position);
