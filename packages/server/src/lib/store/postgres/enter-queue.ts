/**
 * Parts of a statement by which owners enter their queues; `line` names the part with their rows
 * (`engine, owner, next_due_at`), in their order. Those that are there already are only kept, so
 * that creates do not wait for each other. All are locked in order, so that two statements do not
 * wait for each other.
 */
export function enteringParts(line: string): string {
  return `
    kept as materialized (
      select line.engine, line.owner from ${line} as line
      cross join lateral (
        select from queues
        where queues.engine = line.engine and queues.owner = line.owner
          and (queues.next_due_at <= line.next_due_at or queues.parked = 1)
        for key share of queues
      ) as place
    ), entered as (
      insert into queues (engine, owner, turn, next_due_at)
      select engine, owner, 0, next_due_at from ${line}
      where (engine, owner) not in (select engine, owner from kept)
      on conflict (engine, owner)
      do update set next_due_at = least(queues.next_due_at, excluded.next_due_at)
      returning owner
    )`
}
