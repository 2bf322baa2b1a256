-- Which commands were carried out is part of the history as well: without its row, a command that
-- is repeated would be carried out twice.

create trigger command_is_never_deleted
    before delete on eventstore.command
    for each statement execute function eventstore.refuse_edit();
