-- How each dossier was handled, for the points that it is given. A row is made anew with every event
-- that changes it until the dossier is over, and never after that: as of any later position of the log
-- it says the same. Which points it gives is said by the catalogue and is in no table.

create table projections.handling
(
    case_id           uuid    not null primary key,
    procedure         text    not null,
    procedure_version integer not null,
    channel           text    not null,
    agency            text,
    officer           uuid,
    outcome           text,
    over_position     bigint,
    over_at           timestamptz,
    days_late         bigint,
    terms_missed      bigint  not null,
    requests          bigint  not null,
    bodies            bigint  not null,
    desk_share        bigint  not null,
    state             text
);

comment on table projections.handling is 'How each dossier was handled';
comment on column projections.handling.case_id is 'which case';
comment on column projections.handling.procedure is 'under which procedure';
comment on column projections.handling.procedure_version is 'which version of it the case keeps';
comment on column projections.handling.channel is 'how it was filed';
comment on column projections.handling.agency is 'the body that accepted it; that took it in, before';
comment on column projections.handling.officer is 'the official who was made responsible last';
comment on column projections.handling.outcome is 'how it ended, once it was over: granted, refused, stopped, withdrawn';
comment on column projections.handling.over_position is 'the event with which it was over: the hand-over, or what ended it without one';
comment on column projections.handling.over_at is 'when that was recorded';
comment on column projections.handling.days_late is 'how many days after the due day processing ended; negative before it';
comment on column projections.handling.terms_missed is 'how many terms of bodies were not kept';
comment on column projections.handling.requests is 'how often the applicant was asked for a supplement';
comment on column projections.handling.bodies is 'with how many bodies the applicant had to deal';
comment on column projections.handling.desk_share is 'how many in a hundred of what the applicant had to do with authorities was at the desk';
comment on column projections.handling.state is 'what is needed to go on with the next event, as JSON; nothing once nothing can change it';

create index handling_over on projections.handling (over_at) where over_at is not null;
