/**
 * Where a container stands is worked out from its parent: `line` names those around it and itself, `walk` is the order in which they
 * are visited. Errors carry a state of their own (class ID), so that they become problems of the catalogue.
 */
const containers = `create function biobank.set_container() returns trigger
  language plpgsql security definer set search_path = biobank, pg_temp as $$
  declare
    t biobank.container_types;
    p biobank.containers;
    pt biobank.container_types;
  begin
    select * into t from biobank.container_types where type_no = new.type_no;
    if t.biobank_no is not null and t.biobank_no <> new.biobank_no then
      raise exception 'the type is another biobank''s' using errcode = 'ID013';
    end if;
    if tg_op = 'INSERT' then
      new.occupied := 0;
      if t.managed then new.capacity := case when t.kind = 'rack' then t.rows * t.columns - cardinality(t.unusable) end; end if;
    elsif new.retired_at is not null and old.retired_at is null and (new.occupied > 0
        or exists (select from biobank.containers c where c.parent_no = new.container_no and c.retired_at is null)) then
      raise exception 'there is something in it' using errcode = 'ID014';
    end if;
    if new.retired_at is not null then new.slot := null; end if;
    if new.parent_no is null then
      if new.slot is not null then raise exception 'a position is in something' using errcode = 'ID012'; end if;
      new.line := array[new.container_no];
      new.walk := array[new.container_no];
      new.store_no := case when t.kind = 'store' then new.container_no end;
      return new;
    end if;
    select * into p from biobank.containers where container_no = new.parent_no for key share;
    select * into pt from biobank.container_types where type_no = p.type_no;
    if p.container_no is null or p.biobank_no <> new.biobank_no or (p.retired_at is not null and new.retired_at is null) then
      raise exception 'it is not there' using errcode = 'ID011';
    end if;
    if pt.kind = 'rack' or not t.footprint = any(pt.takes) or new.container_no = any(p.line) then
      raise exception '% does not go into %', t.code, pt.code using errcode = 'ID013';
    end if;
    if new.retired_at is null and (pt.managed <> (new.slot is not null)
        or new.slot not between 1 and pt.rows * pt.columns or new.slot = any(pt.unusable)) then
      raise exception '% has no such position', p.name using errcode = 'ID012';
    end if;
    new.line := p.line || new.container_no;
    new.walk := p.walk || coalesce(new.slot, new.container_no);
    new.store_no := case when t.kind = 'store' then new.container_no else p.store_no end;
    return new;
  end $$`;

// What stands in a container that was moved has moved with it.
const below = `create function biobank.set_containers_below() returns trigger
  language plpgsql security definer set search_path = biobank, pg_temp as $$
  begin
    update biobank.containers set parent_no = parent_no where parent_no = new.container_no;
    return null;
  end $$`;

/**
 * The one writer of positions: events of the chain of custody, after they are accepted, all of a statement at once. So a whole rack can
 * be turned around, and tubes can change places, without anything standing twice at any moment.
 */
const places = `create function biobank.apply_places() returns trigger
  language plpgsql security definer set search_path = biobank, pg_temp as $$
  declare
    wrong record;
    racks int[];
  begin
    insert into biobank.excursion_marks (excursion_no, specimen_no, biobank_no)
      select x.excursion_no, e.specimen_no, e.biobank_no from fresh e join biobank.excursions x on x.id = e.facts->>'excursion'
      where e.act = 'excursion' on conflict do nothing;
    if not exists (select from fresh where act in ('store', 'move', 'take-out')
        or (to_state in ('shipped', 'delivered', 'disposed', 'lost') and act <> 'excursion')) then
      return null;
    end if;

    select f.act, f.specimen_no into wrong from (
        select distinct on (specimen_no) specimen_no, act from fresh where act in ('store', 'move', 'take-out') order by specimen_no, seq) f
      left join biobank.stays s on s.specimen_no = f.specimen_no and s.until is null
      where (f.act = 'store') <> (s.specimen_no is null) limit 1;
    if wrong.act is not null then
      raise exception '%', case when wrong.act = 'store' then 'it stands somewhere already' else 'it stands nowhere' end
        using errcode = case when wrong.act = 'store' then 'ID016' else 'ID015' end,
          detail = (select id from biobank.specimens where specimen_no = wrong.specimen_no);
    end if;

    -- Racks in the order of their numbers: two who change the same ones wait for each other, and never both.
    racks := array(
      select s.container_no from biobank.stays s join fresh e using (specimen_no) where s.until is null
      union select c.container_no from fresh e join biobank.containers c on c.id = e.facts->>'at' and c.biobank_no = e.biobank_no
        where e.act in ('store', 'move'));
    perform 1 from biobank.containers c where c.container_no = any(racks) order by c.container_no for no key update;

    update biobank.stays s set until = greatest(s.since, e.happened_at)
      from (select distinct on (specimen_no) specimen_no, happened_at from fresh
        where act in ('store', 'move', 'take-out') or to_state in ('shipped', 'delivered', 'disposed', 'lost')
        order by specimen_no, seq) e
      where s.specimen_no = e.specimen_no and s.until is null;

    select e.facts->>'at' as container, c.name, case
        when c.container_no is null or c.retired_at is not null then 'ID011'
        when t.kind <> 'rack' or not k.kept_in = any(t.takes) then 'ID013'
        when t.managed <> (e.slot is not null) or e.slot not between 1 and t.rows * t.columns or e.slot = any(t.unusable) then 'ID012'
        end as state into wrong
      from (select distinct on (specimen_no) *, (facts->>'slot')::int as slot from fresh
          where act in ('store', 'move', 'take-out') order by specimen_no, seq desc) e
        join biobank.specimens s on s.specimen_no = e.specimen_no
        cross join lateral (select coalesce(s.container, case s.type when 'ffpe-block' then 'paraffin-block'
          when 'tissue-slide' then 'slide' when 'dried-blood-spot' then 'card' else 'cryotube' end) as kept_in) k
        left join biobank.containers c on c.id = e.facts->>'at' and c.biobank_no = e.biobank_no
        left join biobank.container_types t on t.type_no = c.type_no
      where e.act <> 'take-out' and (c.container_no is null or c.retired_at is not null or t.kind <> 'rack' or not k.kept_in = any(t.takes)
        or t.managed <> (e.slot is not null) or e.slot not between 1 and t.rows * t.columns or e.slot = any(t.unusable))
      limit 1;
    if wrong.state is not null then
      raise exception '%: %', coalesce(wrong.name, wrong.container), case wrong.state when 'ID011' then 'there is no such container'
        when 'ID013' then 'it does not take this' else 'it has no such position' end using errcode = wrong.state;
    end if;

    insert into biobank.stays (specimen_no, biobank_no, container_no, store_no, slot, since, moved_in)
      select e.specimen_no, e.biobank_no, c.container_no, c.store_no, (e.facts->>'slot')::int, e.happened_at,
        coalesce((e.facts->>'movedIn')::boolean, false)
      from (select distinct on (specimen_no) * from fresh where act in ('store', 'move', 'take-out')
          or to_state in ('shipped', 'delivered', 'disposed', 'lost') order by specimen_no, seq desc) e
        join biobank.containers c on c.id = e.facts->>'at' and c.biobank_no = e.biobank_no
      where e.act in ('store', 'move');

    update biobank.containers c set occupied = coalesce(n.occupied, 0)
      from (select r.no, count(s.specimen_no) as occupied from unnest(racks) r (no)
        left join biobank.stays s on s.container_no = r.no and s.until is null group by r.no) n
      where c.container_no = n.no and c.occupied <> n.occupied;
    return null;
  end $$`;

export const storageFunctions = [
  containers,
  below,
  places,
  `create trigger set_container before insert or update of parent_no, slot, retired_at on biobank.containers
    for each row execute function biobank.set_container()`,
  `create trigger set_containers_below after update of parent_no, slot on biobank.containers
    for each row when (old.walk is distinct from new.walk or old.line is distinct from new.line)
    execute function biobank.set_containers_below()`,
  `create trigger apply_places after insert on biobank.custody_events
    referencing new table as fresh for each statement execute function biobank.apply_places()`,
] as const;
