/**
 * The one writer of specimens. The app role may only append events; this trigger, with the owner's rights, checks an event against
 * the row it is about while that row is locked, applies it, numbers it and links it to the one before.
 */
export const custodyFunctions = [
  `create function biobank.parts_of(parts jsonb) returns text[] language sql immutable
    as $$ select array_agg(x order by n) from jsonb_array_elements_text(case jsonb_typeof(parts) when 'array' then parts else '[]' end)
      with ordinality as t (x, n) $$`,

  // What an event says, as bytes: its hash covers the event before it, so that none can be taken out or changed unseen.
  // Without a setting of its own, so that PostgreSQL can put it into the trigger instead of calling it.
  `create function biobank.digest_of(e biobank.custody_events, previous bytea) returns bytea
    language sql stable as $$
    select sha256(coalesce(previous, '') || convert_to(jsonb_build_array(e.specimen_no, e.seq, e.act,
      to_char(e.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
      e.recorded_by, e.from_state, e.to_state, e.amount_change, e.thaws_change, e.other_no, e.facts)::text, 'UTF8')) $$`,

  // Errors carry a state of their own (class ID), so that they become problems of the catalogue and not unexpected ones.
  `create function biobank.begin_specimen(e biobank.custody_events) returns biobank.specimens
    language plpgsql security definer set search_path = biobank, pg_temp as $$
    declare
      f jsonb := e.facts;
      made biobank.specimens;
      number int := nextval(pg_get_serial_sequence('biobank.specimens', 'specimen_no'));
      donor int := (f->>'person_no')::int;
      root int := number;
      parents int[];
      donors int;
      mixed boolean := false;
      parent_units text[];
      taken_sum numeric;
    begin
      if e.act = 'create' then
        parents := array(select (x->>'no')::int from jsonb_array_elements(e.parents) x order by 1);
        -- Locked in the order of their numbers: what is read of them here holds until the child stands.
        perform 1 from biobank.specimens p where p.specimen_no = any(parents) and p.biobank_no = e.biobank_no
          order by p.specimen_no for no key update;
        -- The donor comes from the parents, never from whoever writes; only what is poured together has several.
        select count(distinct coalesce(p.person_no, -1)), min(p.person_no), bool_or(p.pooled), min(p.root_no), array_agg(distinct p.unit)
          into donors, donor, mixed, root, parent_units
          from biobank.specimens p where p.specimen_no = any(parents) and p.biobank_no = e.biobank_no;
        if cardinality(parents) = 0 or (select count(*) from biobank.specimens p
            where p.specimen_no = any(parents) and p.biobank_no = e.biobank_no) <> cardinality(parents) then
          raise exception 'the parents are not specimens of this biobank, each once' using errcode = 'ID004';
        end if;
        if f->>'lineage' <> 'pooled' and cardinality(parents) <> 1 then
          raise exception 'only a pool has several parents' using errcode = 'ID004';
        end if;
        if donors > 1 then mixed := true; end if;
        if mixed then donor := null; end if;
        select sum((x->>'taken')::numeric) into taken_sum from jsonb_array_elements(e.parents) x;
        if f->>'lineage' in ('aliquot', 'pooled') and (parent_units <> array[f->>'unit'] or (f->>'amount')::numeric > taken_sum) then
          raise exception 'more than was taken from the parent, or in another unit' using errcode = 'ID003';
        end if;
      elsif donor is null or e.parents is not null then
        raise exception 'a specimen that comes in has one donor and no parent' using errcode = 'ID005';
      end if;
      insert into biobank.specimens (specimen_no, id, biobank_no, collection_no, person_no, pooled, lineage, root_no, barcode, requisition,
          block, type, container, unit, initial_amount, amount, concentration, thaws, sprec_version, sprec, collected_at, received_at,
          condition, temperature, state, last_seq)
        overriding system value
        values (number, f->>'id', e.biobank_no, (f->>'collection_no')::int, donor, mixed, f->>'lineage', root,
          f->>'barcode', f->>'requisition', f->>'block', f->>'type', f->>'container', f->>'unit',
          (f->>'amount')::numeric, (f->>'amount')::numeric, (f->>'concentration')::numeric, coalesce((f->>'thaws')::int, 0),
          f->>'sprec_version', biobank.parts_of(f->'sprec'),
          (f->>'collected_at')::timestamptz, (f->>'received_at')::timestamptz, f->>'condition', f->>'temperature', e.to_state, 1)
        returning * into made;
      return made;
    end $$`,

  `create function biobank.apply_custody() returns trigger
    language plpgsql security definer set search_path = biobank, pg_temp as $$
    declare
      s biobank.specimens;
      f jsonb;
      previous bytea;
      born boolean := new.specimen_no is null;
      takes boolean := new.act in ('aliquot', 'derive', 'pool');
    begin
      new.facts := coalesce(new.facts, '{}');
      new.amount_change := coalesce(new.amount_change, 0);
      new.thaws_change := coalesce(new.thaws_change, 0);
      if takes and pg_trigger_depth() = 1 then
        raise exception 'material is taken by making a child' using errcode = 'ID004';
      end if;
      if born then
        s := biobank.begin_specimen(new);
        new.specimen_no := s.specimen_no;
        new.from_state := null;
        -- What is kept of a birth is what the row became, so that replaying needs nothing else.
        new.facts := new.facts || jsonb_build_object('person_no', s.person_no, 'pooled', s.pooled, 'root_no', s.root_no,
          'amount', s.initial_amount);
      else
        select * into s from biobank.specimens where specimen_no = new.specimen_no for no key update;
        if s.specimen_no is null or s.biobank_no <> new.biobank_no then
          raise exception 'no such specimen in this biobank' using errcode = 'ID001';
        end if;
        if new.from_state is not null and new.from_state <> s.state then
          raise exception 'the specimen is %', s.state using errcode = 'ID002', detail = s.id;
        end if;
        new.from_state := s.state;
        if new.to_state is null then
          new.to_state := case when new.act in ('aliquot', 'derive', 'pool', 'consume') and s.amount + new.amount_change = 0
            then 'depleted' else s.state end;
        end if;
      end if;
      if not exists (select from biobank.transitions t where t.act = new.act and t.from_state is not distinct from new.from_state
          and t.to_state = new.to_state) then
        raise exception 'a specimen that is % cannot: %', coalesce(new.from_state, 'not there'), new.act
          using errcode = 'ID002', detail = s.id;
      end if;
      if new.thaws_change < 0 then
        raise exception 'a specimen is not un-thawed' using errcode = 'ID002', detail = s.id;
      end if;
      if new.amount_change > 0 and new.act not in ('measure', 'correct') then
        raise exception 'material does not grow' using errcode = 'ID003', detail = s.id;
      end if;
      f := new.facts;
      if not born and f ? 'person_no' and (exists (select from biobank.derivations d where new.specimen_no in (d.child_no, d.parent_no))
          or new.act <> 'correct') then
        raise exception 'the donor of a tree stays' using errcode = 'ID005', detail = s.id;
      end if;
      if not born then
        if s.amount + new.amount_change < 0 then
          raise exception 'there is % left', trim_scale(s.amount) using errcode = 'ID003', detail = s.id;
        end if;
        if s.amount + new.amount_change + s.given + (case when takes then -new.amount_change else 0 end) > s.initial_amount then
          raise exception 'more than there was' using errcode = 'ID003', detail = s.id;
        end if;
      end if;
      new.seq := case when born then 1 else s.last_seq + 1 end;
      new.recorded_at := clock_timestamp();
      if not born then
        select digest into previous from biobank.custody_events where specimen_no = new.specimen_no and seq = s.last_seq;
      end if;
      new.digest := biobank.digest_of(new, previous);
      if born then
        return new;
      end if;
      update biobank.specimens set
        state = new.to_state, last_seq = new.seq, changed_at = new.recorded_at,
        amount = amount + new.amount_change,
        given = given + (case when takes then -new.amount_change else 0 end),
        thaws = thaws + new.thaws_change
        where specimen_no = new.specimen_no;
      if f ?| array['barcode', 'collection_no', 'person_no', 'requisition', 'block', 'type', 'container', 'concentration', 'sprec',
          'collected_at', 'condition', 'temperature'] then
        update biobank.specimens set
          barcode = case when f ? 'barcode' then f->>'barcode' else barcode end,
          collection_no = case when f ? 'collection_no' then (f->>'collection_no')::int else collection_no end,
          person_no = case when f ? 'person_no' then (f->>'person_no')::int else person_no end,
          requisition = case when f ? 'requisition' then f->>'requisition' else requisition end,
          block = case when f ? 'block' then f->>'block' else block end,
          type = case when f ? 'type' then f->>'type' else type end,
          container = case when f ? 'container' then f->>'container' else container end,
          concentration = case when f ? 'concentration' then (f->>'concentration')::numeric else concentration end,
          sprec_version = case when f ? 'sprec' then f->>'sprec_version' else sprec_version end,
          sprec = case when f ? 'sprec' then biobank.parts_of(f->'sprec') else sprec end,
          collected_at = case when f ? 'collected_at' then (f->>'collected_at')::timestamptz else collected_at end,
          condition = case when f ? 'condition' then f->>'condition' else condition end,
          temperature = case when f ? 'temperature' then f->>'temperature' else temperature end
          where specimen_no = new.specimen_no;
      end if;
      return new;
    end $$`,

  // After the child stands: its parents give, in the order of their numbers, so that two who pour together never wait for each other.
  `create function biobank.take_from_parents() returns trigger
    language plpgsql security definer set search_path = biobank, pg_temp as $$
    declare parent record;
    begin
      for parent in select (x->>'no')::int as no, (x->>'taken')::numeric as taken from jsonb_array_elements(new.parents) x order by 1 loop
        insert into biobank.derivations (child_no, parent_no, taken) values (new.specimen_no, parent.no, parent.taken);
        insert into biobank.custody_events (specimen_no, biobank_no, act, happened_at, recorded_by, amount_change, other_no, batch)
          values (parent.no, new.biobank_no,
            case new.facts->>'lineage' when 'aliquot' then 'aliquot' when 'pooled' then 'pool' else 'derive' end,
            new.happened_at, new.recorded_by, -parent.taken, new.specimen_no, new.batch);
      end loop;
      return null;
    end $$`,

  // Each event is a leaf of the audit log before it can commit.
  `create function biobank.refuse_unlogged() returns trigger language plpgsql set search_path = biobank, pg_temp as $$
    begin
      if not exists (select from biobank.custody_batches b where b.batch = new.batch) then
        raise exception 'a custody event is not in the audit log' using errcode = 'ID009';
      end if;
      return null;
    end $$`,
] as const;
