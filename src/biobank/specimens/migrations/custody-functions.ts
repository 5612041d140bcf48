/**
 * The one writer of specimens and of their custody. The app role may only call `record_custody`, which works with the owner's rights on a
 * batch of events at once: it locks the rows they are about, checks each event against its row, applies it, numbers it and links it to the
 * one before. Errors carry a state of their own (class ID), so that they become problems of the catalogue and not unexpected ones.
 */
export const custodyFunctions = [
  `create function biobank.parts_of(parts jsonb) returns text[] language sql immutable
    as $$ select array_agg(x order by n) from jsonb_array_elements_text(case jsonb_typeof(parts) when 'array' then parts else '[]' end)
      with ordinality as t (x, n) $$`,

  // What an event says, as bytes: its hash covers the event before it, so that none can be taken out or changed unseen.
  // Without a setting of its own, so that PostgreSQL can put it into a query instead of calling it.
  `create function biobank.digest_of(e biobank.custody_events, previous bytea) returns bytea
    language sql stable as $$
    select sha256(coalesce(previous, '') || convert_to(jsonb_build_array(e.specimen_no, e.seq, e.act,
      to_char(e.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      e.recorded_by, e.from_state, e.to_state, e.amount_change, e.thaws_change, e.other_no, e.facts)::text, 'UTF8')) $$`,

  // An event as it was asked for; `k`: the how-manieth of its specimen in the batch.
  `create type biobank.asked_event as (n int, k int, no int, born boolean, act text, happened_at timestamptz, from_state text,
    to_state text, amount_change numeric, thaws_change int, other_no int, facts jsonb, parents jsonb)`,

  // Whose a new specimen is. The donor of a child comes from its parents, never from whoever writes; only what is poured together has several.
  `create function biobank.family_of(bank int, e biobank.asked_event, out donor int, out root int, out mixed boolean)
    language plpgsql stable set search_path = biobank, pg_temp as $$
    declare
      parents int[];
      donors int;
      found int;
      parent_units text[];
      taken_sum numeric;
    begin
      root := e.no;
      mixed := false;
      if e.act <> 'create' then
        donor := (e.facts->>'person_no')::int;
        if donor is null or e.parents is not null then
          raise exception 'a specimen that comes in has one donor and no parent' using errcode = 'ID005';
        end if;
        return;
      end if;
      select array_agg((x->>'no')::int), sum((x->>'taken')::numeric) into parents, taken_sum from jsonb_array_elements(e.parents) x;
      select count(*), count(distinct coalesce(p.person_no, -1)), min(p.person_no), bool_or(p.pooled), min(p.root_no), array_agg(distinct p.unit)
        into found, donors, donor, mixed, root, parent_units
        from biobank.specimens p where p.specimen_no = any(parents) and p.biobank_no = bank;
      if found = 0 or found <> cardinality(parents) then
        raise exception 'the parents are not specimens of this biobank, each once' using errcode = 'ID004';
      end if;
      if e.facts->>'lineage' <> 'pooled' and found <> 1 then
        raise exception 'only a pool has several parents' using errcode = 'ID004';
      end if;
      mixed := mixed or donors > 1;
      if mixed then donor := null; end if;
      if e.facts->>'lineage' in ('aliquot', 'pooled')
          and (parent_units <> array[e.facts->>'unit'] or (e.facts->>'amount')::numeric > taken_sum) then
        raise exception 'more than was taken from the parent, or in another unit' using errcode = 'ID003';
      end if;
    end $$`,

  `create function biobank.bear_specimens(bank int, events biobank.asked_event[]) returns void
    language sql set search_path = biobank, pg_temp as $$
    insert into biobank.specimens (specimen_no, id, biobank_no, collection_no, person_no, pooled, lineage, root_no, barcode, requisition,
        block, type, container, unit, initial_amount, amount, concentration, thaws, sprec_version, sprec, collected_at, received_at,
        condition, temperature, state, last_seq)
      overriding system value
      select e.no, e.facts->>'id', bank, (e.facts->>'collection_no')::int, f.donor, f.mixed, e.facts->>'lineage', f.root,
        e.facts->>'barcode', e.facts->>'requisition', e.facts->>'block', e.facts->>'type', e.facts->>'container', e.facts->>'unit',
        (e.facts->>'amount')::numeric, (e.facts->>'amount')::numeric, (e.facts->>'concentration')::numeric,
        coalesce((e.facts->>'thaws')::int, 0), e.facts->>'sprec_version', biobank.parts_of(e.facts->'sprec'),
        (e.facts->>'collected_at')::timestamptz, (e.facts->>'received_at')::timestamptz, e.facts->>'condition', e.facts->>'temperature',
        e.to_state, 1
      from unnest(events) e cross join lateral biobank.family_of(bank, e) f where e.born order by e.no $$`,

  // What stands against an event: the first of these that is broken.
  `create function biobank.judge_custody(bank int, events biobank.asked_event[], takes boolean) returns void
    language plpgsql stable set search_path = biobank, pg_temp as $$
    declare
      e record;
    begin
      select * into e from (
        select a.n, a.act, s.id, s.state, s.amount, a.born, case
            when s.specimen_no is null or s.biobank_no <> bank then 'no such'
            when a.act in ('aliquot', 'derive', 'pool') and not takes then 'takes'
            when not a.born and a.from_state <> s.state then 'other state'
            when not exists (select from biobank.transitions t where t.act = a.act
              and t.from_state is not distinct from (case when not a.born then s.state end)
              and t.to_state = coalesce(a.to_state, case when a.act in ('aliquot', 'derive', 'pool', 'consume') and s.amount + a.amount_change = 0
                then 'depleted' else s.state end)) then 'cannot'
            when a.thaws_change < 0 then 'un-thawed'
            when a.amount_change > 0 and a.act not in ('measure', 'correct') then 'grows'
            when not a.born and a.facts ? 'person_no' and (a.act <> 'correct'
              or exists (select from biobank.derivations d where s.specimen_no in (d.child_no, d.parent_no))) then 'donor'
            when not a.born and s.amount + a.amount_change < 0 then 'too little'
            when not a.born and s.amount + a.amount_change + s.given + (case when takes then -a.amount_change else 0 end) > s.initial_amount
              then 'too much'
            end as broken
        from unnest(events) a left join biobank.specimens s on s.specimen_no = a.no) judged
      where broken is not null order by n limit 1;
      if e.broken is null then return; end if;
      raise exception '%', case e.broken
          when 'no such' then 'no such specimen in this biobank'
          when 'takes' then 'material is taken by making a child'
          when 'other state' then format('the specimen is %s', e.state)
          when 'cannot' then format('a specimen that is %s cannot: %s', case when e.born then 'not there' else e.state end, e.act)
          when 'un-thawed' then 'a specimen is not un-thawed'
          when 'grows' then 'material does not grow'
          when 'donor' then 'the donor of a tree stays'
          when 'too little' then format('there is %s left', trim_scale(e.amount))
          else 'more than there was' end
        using detail = coalesce(e.id, ''), errcode = case
          when e.broken = 'no such' then 'ID001' when e.broken in ('other state', 'cannot', 'un-thawed') then 'ID002'
          when e.broken = 'takes' then 'ID004' when e.broken = 'donor' then 'ID005' else 'ID003' end;
    end $$`,

  // Events of different specimens: checked, appended and applied in one statement each.
  `create function biobank.append_custody(bank int, in_batch text, by_whom text, events biobank.asked_event[], takes boolean) returns bigint
    language plpgsql set search_path = biobank, pg_temp as $$
    declare
      first bigint;
      now_at timestamptz := clock_timestamp();
    begin
      perform biobank.judge_custody(bank, events, takes);
      with fresh as (
        insert into biobank.custody_events (specimen_no, seq, biobank_no, act, happened_at, recorded_at, recorded_by, from_state, to_state,
            amount_change, thaws_change, other_no, facts, batch, digest)
          select (x.e).specimen_no, (x.e).seq, (x.e).biobank_no, (x.e).act, (x.e).happened_at, (x.e).recorded_at, (x.e).recorded_by,
            (x.e).from_state, (x.e).to_state, (x.e).amount_change, (x.e).thaws_change, (x.e).other_no, (x.e).facts, (x.e).batch,
            biobank.digest_of(x.e, p.digest)
          from unnest(events) a join biobank.specimens s on s.specimen_no = a.no
            left join biobank.custody_events p on p.specimen_no = s.specimen_no and p.seq = s.last_seq and not a.born
            cross join lateral (select row(null, a.no, case when a.born then 1 else s.last_seq + 1 end, bank, a.act, a.happened_at, now_at, by_whom,
              case when not a.born then s.state end,
              coalesce(a.to_state, case when a.act in ('aliquot', 'derive', 'pool', 'consume') and s.amount + a.amount_change = 0
                then 'depleted' else s.state end),
              a.amount_change::numeric(14,3), a.thaws_change, a.other_no,
              -- What is kept of a birth is what the row became, so that replaying needs nothing else.
              case when a.born then a.facts || jsonb_build_object('person_no', s.person_no, 'pooled', s.pooled, 'root_no', s.root_no,
                'amount', s.initial_amount) else a.facts end,
              in_batch, null)::biobank.custody_events as e) x
          order by a.n
          returning *),
      applied as (
        update biobank.specimens s set
          state = e.to_state, last_seq = e.seq, changed_at = now_at,
          amount = s.amount + e.amount_change,
          given = s.given + (case when takes then -e.amount_change else 0 end),
          thaws = s.thaws + e.thaws_change,
          barcode = case when e.facts ? 'barcode' then e.facts->>'barcode' else s.barcode end,
          collection_no = case when e.facts ? 'collection_no' then (e.facts->>'collection_no')::int else s.collection_no end,
          person_no = case when e.facts ? 'person_no' then (e.facts->>'person_no')::int else s.person_no end,
          requisition = case when e.facts ? 'requisition' then e.facts->>'requisition' else s.requisition end,
          block = case when e.facts ? 'block' then e.facts->>'block' else s.block end,
          type = case when e.facts ? 'type' then e.facts->>'type' else s.type end,
          container = case when e.facts ? 'container' then e.facts->>'container' else s.container end,
          concentration = case when e.facts ? 'concentration' then (e.facts->>'concentration')::numeric else s.concentration end,
          sprec_version = case when e.facts ? 'sprec' then e.facts->>'sprec_version' else s.sprec_version end,
          sprec = case when e.facts ? 'sprec' then biobank.parts_of(e.facts->'sprec') else s.sprec end,
          collected_at = case when e.facts ? 'collected_at' then (e.facts->>'collected_at')::timestamptz else s.collected_at end,
          condition = case when e.facts ? 'condition' then e.facts->>'condition' else s.condition end,
          temperature = case when e.facts ? 'temperature' then e.facts->>'temperature' else s.temperature end
        from fresh e where s.specimen_no = e.specimen_no and e.from_state is not null)
      select min(event_no) into first from fresh;
      return first;
    end $$`,

  /**
   * Locks are taken in the order of specimens' numbers, so that two who change the same ones wait for each other and never both. What
   * parents give is appended after their children stand.
   */
  `create function biobank.apply_custody(in_batch text, by_whom text, given jsonb)
    returns table (specimen_no int, id text, seq int, act text, digest bytea)
    language plpgsql security definer set search_path = biobank, pg_temp as $$
    #variable_conflict use_column
    declare
      asked biobank.asked_event[];
      takings biobank.asked_event[];
      first bigint;
      bank int := (select biobank_no from biobank.custody_batches where batch = in_batch and entry_id is null);
    begin
      if bank is null then raise exception 'there is no such batch' using errcode = 'ID009'; end if;
      asked := array(
        select row(r.n, case when r.specimen_no is null then 1 else row_number() over (partition by r.specimen_no order by r.n) end,
          coalesce(r.specimen_no, nextval(pg_get_serial_sequence('biobank.specimens', 'specimen_no'))::int), r.specimen_no is null, r.act,
          r.happened_at, r.from_state, r.to_state, coalesce(r.amount_change, 0), coalesce(r.thaws_change, 0), r.other_no,
          coalesce(r.facts, '{}'), nullif(r.parents, 'null'))::biobank.asked_event
        from jsonb_to_recordset(given) as r (n int, specimen_no int, act text, happened_at timestamptz, from_state text, to_state text,
          amount_change numeric, thaws_change int, other_no int, facts jsonb, parents jsonb) order by r.n);
      takings := array(
        select row(e.n, row_number() over (partition by (x->>'no')::int order by e.no), (x->>'no')::int, false,
          case e.facts->>'lineage' when 'aliquot' then 'aliquot' when 'pooled' then 'pool' else 'derive' end,
          e.happened_at, null, null, -(x->>'taken')::numeric, 0, e.no, '{}', null)::biobank.asked_event
        from unnest(asked) e cross join lateral jsonb_array_elements(e.parents) x where e.born and e.act = 'create'
        order by (x->>'no')::int, e.no);
      perform from biobank.specimens s where s.specimen_no in (select no from unnest(asked || takings)) order by s.specimen_no
        for no key update;
      if exists (select from unnest(asked) where born) then perform biobank.bear_specimens(bank, asked); end if;
      for round in 1..(select coalesce(max(k), 0) from unnest(asked)) loop
        first := least(first, biobank.append_custody(bank, in_batch, by_whom,
          array(select e from unnest(asked) e where e.k = round order by e.n), false));
      end loop;
      insert into biobank.derivations (child_no, parent_no, taken) select other_no, no, -amount_change from unnest(takings);
      for round in 1..(select coalesce(max(k), 0) from unnest(takings)) loop
        first := least(first, biobank.append_custody(bank, in_batch, by_whom,
          array(select e from unnest(takings) e where e.k = round), true));
      end loop;
      return query select e.specimen_no, s.id, e.seq, e.act, e.digest from biobank.custody_events e join biobank.specimens s using (specimen_no)
        where e.event_no >= first and e.batch = in_batch order by e.event_no;
    end $$`,

  // The batch is written as whoever asks: row security says whose biobank it may be. Only its own transaction can see it open.
  `create function biobank.record_custody(bank int, in_batch text, by_whom text, given jsonb)
    returns table (specimen_no int, id text, seq int, act text, digest bytea) language plpgsql as $$
    begin
      insert into biobank.custody_batches (batch, biobank_no) values (in_batch, bank);
      return query select * from biobank.apply_custody(in_batch, by_whom, given);
    end $$`,

  // Says once which entry of the audit log names the events of a batch.
  `create function biobank.log_custody(in_batch text, entry text) returns void
    language plpgsql security definer set search_path = biobank, pg_temp as $$
    begin
      update biobank.custody_batches set entry_id = entry
        where batch = in_batch and entry_id is null;
      if not found then raise exception 'there is no such batch' using errcode = 'ID009'; end if;
    end $$`,

  // Each event is a leaf of the audit log before it can commit.
  `create function biobank.refuse_unlogged() returns trigger language plpgsql security definer set search_path = biobank, pg_temp as $$
    begin
      if exists (select from biobank.custody_batches b where b.batch = new.batch and b.entry_id is null) then
        raise exception 'a custody event is not in the audit log' using errcode = 'ID009';
      end if;
      return null;
    end $$`,

  ...['apply_custody(text, text, jsonb)', 'record_custody(int, text, text, jsonb)', 'log_custody(text, text)'].flatMap(
    (name) => [
      `revoke execute on function biobank.${name} from public`,
      `grant execute on function biobank.${name} to idun_app, idun_jobs`,
    ],
  ),
] as const;
