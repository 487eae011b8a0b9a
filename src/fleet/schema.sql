-- The shared journal, version 1. Everything lies in the schema "chirp"; nothing outside of it is touched.
-- Other roles reach the data through SECURITY DEFINER functions only, so a receiver can write and read nothing.
CREATE SCHEMA chirp;
SET LOCAL search_path = chirp, pg_temp;

CREATE TABLE meta (
  version int NOT NULL, partitions smallint NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO meta VALUES (1, 64);

-- The one lock of the design: every writer of entries locks this row first and holds it until its commit. So
-- sequence numbers have no gaps and become visible in order; a reader's cursor never passes an entry.
CREATE TABLE head (one bool PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL) WITH (fillfactor = 10);
INSERT INTO head VALUES (true, 0);

CREATE TABLE entries (
  seq bigint PRIMARY KEY, at timestamptz NOT NULL, type text NOT NULL,
  event text, event_id text, call_id text, partition smallint NOT NULL, of bigint,
  consumer text, step smallint, attempt smallint,    -- of what a consumer records
  delivery uuid, receiver text,                      -- which arrival, and which receiver acknowledged it
  headers bytea, body bytea, detail text);
CREATE INDEX entries_by_partition ON entries (partition, seq) WHERE type = 'event';
CREATE INDEX entries_by_call ON entries (call_id, seq) WHERE call_id IS NOT NULL;
CREATE INDEX entries_by_of ON entries (of) WHERE of IS NOT NULL;
CREATE UNIQUE INDEX entries_by_delivery ON entries (delivery) WHERE delivery IS NOT NULL;
-- Two workers never hold the same attempt at a command, whatever their leases say.
CREATE UNIQUE INDEX one_intent ON entries (of, step, attempt) WHERE type = 'command_intent';

-- The first arrival of each event. The same id with another event name or call is another event.
CREATE TABLE seen (
  event_id text, event text, call_id text, seq bigint NOT NULL, at timestamptz NOT NULL, digest bytea NOT NULL,
  PRIMARY KEY (event_id, event, call_id));

-- Who takes part: receivers and workers, with what waits in a receiver's spool.
CREATE TABLE members (
  id text PRIMARY KEY, role text NOT NULL, host text NOT NULL, version text NOT NULL, consumers text[] NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(), until timestamptz NOT NULL,
  waiting bigint NOT NULL DEFAULT 0, oldest_waiting timestamptz) WITH (fillfactor = 50);

-- Up to where each spool has been shipped, written together with its entries. A standby that was promoted
-- without the last of them has an older mark, too, so the receiver ships them again.
CREATE TABLE ship_marks (
  receiver text PRIMARY KEY, spool_seq bigint NOT NULL, spool_at bigint NOT NULL) WITH (fillfactor = 20);

CREATE TABLE leases (
  consumer text, partition smallint, owner text, epoch bigint NOT NULL DEFAULT 0,
  until timestamptz NOT NULL DEFAULT '-infinity', cursor bigint NOT NULL,
  PRIMARY KEY (consumer, partition)) WITH (fillfactor = 20);

CREATE FUNCTION version() RETURNS int LANGUAGE sql SECURITY DEFINER STABLE SET search_path = chirp, pg_temp AS $$
  SELECT version FROM meta $$;

-- Records a batch of arrivals of one receiver, exactly once each, and moves its ship mark.
CREATE FUNCTION deliver(
  me text, mark bigint, mark_at bigint, ids text[], deliveries uuid[], calls text[], partitions smallint[], events text[],
  digests bytea[], heads bytea[], bodies bytea[], reasons text[], ages bigint[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
DECLARE first bigint; added bigint; now_ timestamptz;
BEGIN
  SELECT seq INTO first FROM head FOR UPDATE;      -- waits for the other writers
  now_ := clock_timestamp();
  WITH i AS (
    SELECT t.*, first + row_number() OVER (ORDER BY t.ord) AS n
    FROM unnest(ids, deliveries, calls, partitions, events, digests, heads, bodies, reasons, ages)
      WITH ORDINALITY AS t(id, delivery, call_id, partition, event, digest, head, body, reason, age, ord)
    -- A batch whose outcome was unknown comes once more: what is recorded already is left out.
    WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.delivery = t.delivery)),
  fresh AS (
    INSERT INTO seen AS s SELECT i.id, coalesce(i.event, ''), coalesce(i.call_id, ''), i.n, now_, i.digest
    FROM i WHERE i.id IS NOT NULL AND i.reason IS NULL AND i.digest IS NOT NULL ORDER BY i.n
    ON CONFLICT DO NOTHING RETURNING s.event_id, s.event, s.call_id, s.seq, s.digest),
  j AS (
    SELECT i.*, coalesce(f.seq, s.seq) AS first_seq, coalesce(f.digest, s.digest) AS first_digest
    FROM i
    LEFT JOIN fresh f ON f.event_id = i.id AND f.event = coalesce(i.event, '') AND f.call_id = coalesce(i.call_id, '')
    LEFT JOIN seen s ON s.event_id = i.id AND s.event = coalesce(i.event, '') AND s.call_id = coalesce(i.call_id, '')),
  k AS (
    SELECT j.*, CASE WHEN reason IS NOT NULL THEN 'quarantined'
                     WHEN digest IS NULL THEN 'duplicate'
                     WHEN id IS NULL OR first_seq = j.n THEN 'event'
                     WHEN first_digest = digest THEN 'duplicate' ELSE 'conflict' END AS type FROM j),
  written AS (
    INSERT INTO entries (seq, at, type, event, event_id, call_id, partition, of, delivery, receiver, headers, body, detail)
    SELECT k.n, now_ - k.age * interval '1 microsecond', k.type, CASE WHEN k.type = 'event' THEN k.event END, k.id, k.call_id,
           k.partition, CASE WHEN k.type IN ('duplicate', 'conflict') THEN k.first_seq END, k.delivery, me,
           CASE WHEN k.type = 'event' THEN k.head END, CASE WHEN k.type <> 'duplicate' THEN k.body END, k.reason
    FROM k ORDER BY k.n RETURNING 1)
  SELECT count(*) INTO added FROM written;
  UPDATE head SET seq = first + added;
  INSERT INTO ship_marks AS m VALUES (me, mark, mark_at)
    ON CONFLICT (receiver) DO UPDATE SET spool_seq = excluded.spool_seq, spool_at = excluded.spool_at;
  IF added > 0 THEN PERFORM pg_notify('chirp', (first + added)::text); END IF;
  RETURN first + added;
END $$;

-- Up to where the spool of a receiver has been shipped, as far as this server knows.
CREATE FUNCTION ship_mark(me text) RETURNS TABLE (journal text, spool_seq bigint, spool_at bigint)
LANGUAGE sql SECURITY DEFINER STABLE SET search_path = chirp, pg_temp AS $$
  SELECT meta.id::text, m.spool_seq, m.spool_at FROM meta LEFT JOIN ship_marks m ON m.receiver = me $$;

-- Renews a membership. Returns the server's time and version.
CREATE FUNCTION beat(me text, role_ text, host_ text, version_ text, consumers_ text[], ttl bigint, waiting_ bigint, oldest bigint)
RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
BEGIN
  INSERT INTO members AS m (id, role, host, version, consumers, until, waiting, oldest_waiting)
  VALUES (me, role_, host_, version_, consumers_, clock_timestamp() + ttl * interval '1 microsecond', waiting_,
          clock_timestamp() - oldest * interval '1 microsecond')
  ON CONFLICT (id) DO UPDATE SET role = excluded.role, host = excluded.host, version = excluded.version,
    consumers = excluded.consumers, until = excluded.until, waiting = excluded.waiting, oldest_waiting = excluded.oldest_waiting,
    started_at = CASE WHEN m.until < clock_timestamp() THEN now() ELSE m.started_at END;
  RETURN clock_timestamp();
END $$;

-- Ends a membership.
CREATE FUNCTION leave(me text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
  DELETE FROM members WHERE id = me $$;

-- A consumer that is new here begins with what comes from now on.
CREATE FUNCTION enter(consumer_ text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
DECLARE h bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM leases l WHERE l.consumer = consumer_) THEN RETURN; END IF;
  SELECT seq INTO h FROM head FOR UPDATE;
  INSERT INTO leases (consumer, partition, cursor)
    SELECT consumer_, p, h FROM meta, generate_series(0, meta.partitions - 1) p ON CONFLICT DO NOTHING;
END $$;

-- How many partitions of a consumer are the caller's fair share.
CREATE FUNCTION fair_share(consumer_ text) RETURNS int LANGUAGE sql SECURITY DEFINER STABLE SET search_path = chirp, pg_temp AS $$
  SELECT ceil(m.partitions::numeric / greatest(1, (SELECT count(*) FROM members
    WHERE until > clock_timestamp() AND consumer_ = ANY (consumers))))::int FROM meta m $$;

-- Takes at most so many free partitions.
CREATE FUNCTION claim(consumer_ text, me text, ttl bigint, most int)
RETURNS TABLE (partition smallint, epoch bigint, cursor bigint, head bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
  WITH free AS (
    SELECT l.consumer, l.partition FROM leases l WHERE l.consumer = consumer_ AND l.until < clock_timestamp()
    ORDER BY random() LIMIT most FOR UPDATE SKIP LOCKED)
  UPDATE leases l SET owner = me, epoch = l.epoch + 1, until = clock_timestamp() + ttl * interval '1 microsecond'
  FROM free WHERE l.consumer = free.consumer AND l.partition = free.partition
  RETURNING l.partition, l.epoch, l.cursor, (SELECT seq FROM head) $$;

-- Moves cursors and renews leases. Returns the partitions that are still the caller's.
CREATE FUNCTION advance(consumer_ text, me text, ttl bigint, partitions_ smallint[], epochs bigint[], cursors bigint[])
RETURNS TABLE (partition smallint) LANGUAGE sql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
  UPDATE leases l SET until = clock_timestamp() + ttl * interval '1 microsecond', cursor = greatest(l.cursor, t.c)
  FROM unnest(partitions_, epochs, cursors) t(p, e, c)
  WHERE l.consumer = consumer_ AND l.partition = t.p AND l.owner = me AND l.epoch = t.e AND l.until > clock_timestamp()
  RETURNING l.partition $$;

-- Gives partitions back at once.
CREATE FUNCTION release(consumer_ text, me text, partitions_ smallint[], epochs bigint[], cursors bigint[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
BEGIN
  UPDATE leases l SET until = '-infinity', owner = NULL, cursor = greatest(l.cursor, t.c)
  FROM unnest(partitions_, epochs, cursors) t(p, e, c)
  WHERE l.consumer = consumer_ AND l.partition = t.p AND l.owner = me AND l.epoch = t.e;
  PERFORM pg_notify('chirp_leases', consumer_);
END $$;

-- Gives everything back that the caller holds. After a lost connection nobody knows what the server it now talks to
-- has seen, so cursors of before must not be moved on: all is claimed again, at the cursors that are there.
CREATE FUNCTION abandon(me text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
BEGIN
  UPDATE leases l SET until = '-infinity', owner = NULL WHERE l.owner = me;
  IF FOUND THEN PERFORM pg_notify('chirp_leases', me); END IF;
END $$;

-- Records what consumers did or are about to do. An item gets no number when its lease is not the caller's any
-- more, or when that attempt at a command is somebody's already.
CREATE FUNCTION record(
  me text, consumers_ text[], partitions_ smallint[], epochs bigint[], ofs bigint[], types text[], steps smallint[],
  attempts smallint[], details text[])
RETURNS TABLE (item int, seq bigint, at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
DECLARE first bigint; added bigint := 0; now_ timestamptz; held int[];
BEGIN
  -- The leases stay as they are until the commit; ordered, so that two calls never wait for each other.
  WITH mine AS MATERIALIZED (
    SELECT l.consumer, l.partition, l.epoch FROM leases l
    WHERE (l.consumer, l.partition) IN (SELECT c, p FROM unnest(consumers_, partitions_) u(c, p))
      AND l.owner = me AND l.until > clock_timestamp()
    ORDER BY l.consumer, l.partition FOR SHARE)
  SELECT array_agg(i.ord::int) INTO held
  FROM unnest(consumers_, partitions_, epochs) WITH ORDINALITY i(c, p, e, ord)
  JOIN mine m ON m.consumer = i.c AND m.partition = i.p AND m.epoch = i.e;
  IF held IS NULL THEN RETURN; END IF;
  SELECT h.seq INTO first FROM head h FOR UPDATE;
  now_ := clock_timestamp();
  RETURN QUERY
  WITH i AS (
    SELECT t.*, first + row_number() OVER (ORDER BY t.ord) AS n
    FROM (
      -- Of the same attempt twice in one call only the first counts.
      SELECT u.*, row_number() OVER (
        PARTITION BY u.type, u.of, u.step, u.attempt, CASE WHEN u.type = 'command_intent' THEN 0 ELSE u.ord END
        ORDER BY u.ord) AS nth
      FROM unnest(consumers_, ofs, types, steps, attempts, details) WITH ORDINALITY
        AS u(consumer, of, type, step, attempt, detail, ord)
      WHERE u.ord = ANY (held)) t
    WHERE t.nth = 1 AND (t.type <> 'command_intent' OR NOT EXISTS (
      SELECT 1 FROM entries e WHERE e.type = 'command_intent' AND e.of = t.of AND e.step = t.step AND e.attempt = t.attempt))),
  written AS (
    INSERT INTO entries AS w (seq, at, type, call_id, partition, of, consumer, step, attempt, receiver, detail)
    SELECT i.n, now_, i.type, e.call_id, coalesce(e.partition, 0), i.of, i.consumer, i.step, i.attempt, me, i.detail
    FROM i LEFT JOIN entries e ON e.seq = i.of ORDER BY i.n RETURNING w.seq)
  SELECT i.ord::int, w.seq, now_ FROM i JOIN written w ON w.seq = i.n;
  GET DIAGNOSTICS added = ROW_COUNT;
  UPDATE head h SET seq = first + added;
END $$;

-- Forgets a consumer: its cursors and leases. While it runs somewhere, it is not forgotten.
CREATE FUNCTION forget(consumer_ text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
DECLARE n int;
BEGIN
  PERFORM 1 FROM leases l WHERE l.consumer = consumer_ ORDER BY partition FOR UPDATE;
  IF EXISTS (SELECT 1 FROM leases l WHERE l.consumer = consumer_ AND l.until > clock_timestamp()) THEN RETURN -1; END IF;
  DELETE FROM leases l WHERE l.consumer = consumer_;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- Deletes at most so many of the oldest entries that are older than that and that every consumer has finished, and as
-- many ids of events that went more than 7 days ago. The newest entry stays.
CREATE FUNCTION prune(age bigint, most int) RETURNS TABLE (entries bigint, ids bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chirp, pg_temp AS $$
DECLARE upto bigint; gone bigint; known bigint; before timestamptz := clock_timestamp() - age * interval '1 microsecond';
BEGIN
  SELECT least((SELECT h.seq FROM head h), (SELECT min(l.cursor) + 1 FROM leases l)) INTO upto;
  DELETE FROM entries e WHERE e.seq IN (
    SELECT o.seq FROM (SELECT i.seq, i.at FROM entries i WHERE i.seq < upto ORDER BY i.seq LIMIT most) o WHERE o.at < before);
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM seen s WHERE s.ctid = ANY (ARRAY(
    SELECT k.ctid FROM seen k WHERE k.at < least(before, clock_timestamp() - interval '7 days')
      AND k.seq < coalesce((SELECT min(i.seq) FROM entries i), 0) LIMIT most));
  GET DIAGNOSTICS known = ROW_COUNT;
  RETURN QUERY SELECT gone, known;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA chirp FROM PUBLIC;
