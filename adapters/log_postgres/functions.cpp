#include "adapters/log_postgres/schema.hpp"

namespace adapters::postgres {

// What log_sqlite/rules.cpp and store.cpp do in C++ happens here inside the database, so that a batch of commands costs
// one round trip; log_contract.hpp holds both to the same answers. A version of the program that needs another form
// adds another function: the one before may still be called by the nodes that have not been upgraded.
//
// Whoever locks, locks in this order: names, people by number, rooms by id. Kinds are those of log_rows/fact_kind.hpp.
const char* const functions_1 = R"(
  CREATE FUNCTION expect_epoch(expected text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM log WHERE epoch = expected) THEN
      RAISE EXCEPTION 'the log has another epoch' USING ERRCODE = 'KT001';
    END IF;
  END $$;

  -- One command after another kind of command: looks at everything anew.
  CREATE FUNCTION append_one_1(
    p_room text, p_user text, p_device text, p_client_id text, p_kind bigint, p_only_if text, p_body text, p_key text,
    p_message bigint, p_limits bigint[], p_at bigint,
    OUT outcome text, OUT seq bigint, OUT at bigint, OUT name text, OUT body text, OUT thread bigint)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    author people;
    place rooms;
    known facts;
    said_author bigint;
    said_thread bigint;
    said_pinned bigint;
    said_reactions jsonb;
    is_there boolean := true;
    is_member boolean;
    is_new boolean;
    has_reacted boolean := false;
    condition text;
    others jsonb;
  BEGIN
    SELECT * INTO author FROM people WHERE people.id = p_user;
    IF NOT FOUND THEN outcome := 'unknown_user'; RETURN; END IF;
    SELECT * INTO place FROM rooms WHERE rooms.name = p_room;
    SELECT * INTO known FROM facts
      WHERE facts.author = author.number AND facts.device = p_device AND facts.client_id = p_client_id;
    IF FOUND THEN
      outcome := CASE WHEN known.room = place.id AND known.kind = p_kind THEN 'duplicate' ELSE 'already_used' END;
      seq := known.seq; at := known.at;
      RETURN;
    END IF;

    IF p_message IS NOT NULL THEN
      SELECT facts.author, facts.thread, states.pinned, coalesce(states.reactions, '[]')
        INTO said_author, said_thread, said_pinned, said_reactions FROM facts LEFT JOIN states ON states.room = facts.room AND states.seq = facts.seq
        WHERE facts.room = place.id AND facts.seq = p_message AND facts.kind = 1 AND states.deleted IS NULL;
      is_there := FOUND;
    END IF;
    is_member := p_room = 'lobby' OR EXISTS (
      SELECT FROM members WHERE members.person = author.number AND members.room = place.id);
    is_new := place.id IS NULL AND (p_kind <> 11 OR NOT EXISTS (SELECT FROM rooms WHERE rooms.key = p_key));

    FOREACH condition IN ARRAY string_to_array(p_only_if, ',') LOOP
      outcome := CASE condition
        WHEN 'name_free' THEN CASE WHEN p_kind = 2 AND EXISTS (
          SELECT FROM people WHERE people.name_key = p_key AND people.number <> author.number) THEN 'name_taken' END
        WHEN 'room_new' THEN CASE WHEN NOT is_new THEN 'room_exists' END
        WHEN 'room_open' THEN CASE WHEN place.id IS NULL THEN 'unknown_room' WHEN place.closed THEN 'room_closed' END
        WHEN 'member' THEN CASE WHEN NOT is_member THEN 'not_a_member' END
        WHEN 'opener' THEN CASE WHEN place.opener IS DISTINCT FROM author.number THEN 'not_yours' END
        WHEN 'message_there' THEN CASE WHEN NOT is_there THEN 'no_such_message' END
        WHEN 'own_message' THEN CASE WHEN NOT is_there THEN 'no_such_message'
          WHEN p_message IS NOT NULL AND said_author <> author.number THEN 'not_yours' END
        ELSE 'never' END;
      IF outcome IS NOT NULL THEN RETURN; END IF;
    END LOOP;

    -- What every fact needs, whether it was asked for or not.
    outcome := CASE WHEN p_kind = 11 THEN CASE WHEN NOT is_new THEN 'room_exists' END
      WHEN place.id IS NULL THEN 'unknown_room'
      WHEN NOT is_there THEN 'no_such_message' END;
    IF outcome IS NOT NULL THEN RETURN; END IF;

    IF p_kind IN (5, 6) THEN
      has_reacted := EXISTS (SELECT FROM reactions WHERE reactions.room = place.id AND reactions.message = p_message
        AND reactions.emoji = p_body AND reactions.author = author.number);
    END IF;
    IF (CASE p_kind WHEN 5 THEN has_reacted WHEN 6 THEN NOT has_reacted WHEN 7 THEN said_pinned IS NOT NULL
      WHEN 8 THEN said_pinned IS NULL WHEN 9 THEN is_member WHEN 10 THEN NOT is_member
      WHEN 12 THEN place.topic = p_body WHEN 13 THEN place.closed ELSE false END)
    THEN outcome := 'unchanged'; RETURN; END IF;

    IF (CASE WHEN p_kind IN (9, 11) THEN (SELECT count(*) FROM members WHERE person = author.number) >= p_limits[1]
      WHEN p_kind = 5 THEN jsonb_array_length(said_reactions) >= p_limits[2]
        AND NOT said_reactions @> jsonb_build_array(jsonb_build_object('emoji', p_body))
      ELSE false END)
    THEN outcome := 'too_many'; RETURN; END IF;

    outcome := 'stored'; at := p_at;
    name := CASE p_kind WHEN 2 THEN p_body ELSE author.name END;
    body := CASE p_kind WHEN 2 THEN author.name ELSE p_body END;
    thread := CASE WHEN p_kind = 1 AND p_message IS NOT NULL THEN coalesce(said_thread, p_message) END;
    IF p_kind = 11 THEN
      INSERT INTO rooms (name, key, topic, opener, head) VALUES (p_room, p_key, p_body, author.number, 1)
        RETURNING rooms.id, rooms.head INTO place.id, seq;
    ELSE
      UPDATE rooms SET head = head + 1, topic = CASE p_kind WHEN 12 THEN p_body ELSE topic END,
        closed = closed OR p_kind = 13 WHERE rooms.id = place.id RETURNING rooms.head INTO seq;
    END IF;
    INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body, message, thread)
      VALUES (place.id, seq, p_kind, p_at, author.number, p_device, p_client_id, name, body, p_message, thread);

    CASE p_kind
      WHEN 1 THEN
        IF thread IS NOT NULL THEN
          INSERT INTO states AS state (room, seq, replies) VALUES (place.id, thread, 1)
            ON CONFLICT (room, seq) DO UPDATE SET replies = state.replies + 1;
        END IF;
      WHEN 2 THEN
        UPDATE people SET name = p_body, name_key = p_key WHERE people.number = author.number;
      WHEN 3 THEN
        INSERT INTO states (room, seq, edited) VALUES (place.id, p_message, seq)
          ON CONFLICT (room, seq) DO UPDATE SET edited = excluded.edited;
      WHEN 4 THEN
        UPDATE facts SET body = '' WHERE facts.room = place.id AND facts.seq = p_message;
        UPDATE facts SET body = '' WHERE facts.room = place.id AND facts.message = p_message AND facts.kind = 3;
        DELETE FROM reactions WHERE reactions.room = place.id AND reactions.message = p_message;
        INSERT INTO states (room, seq, deleted) VALUES (place.id, p_message, seq)
          ON CONFLICT (room, seq) DO UPDATE
          SET deleted = excluded.deleted, edited = NULL, pinned = NULL, reactions = '[]';
      WHEN 5 THEN
        INSERT INTO reactions (room, message, emoji, author, seq)
          VALUES (place.id, p_message, p_body, author.number, seq);
        IF NOT said_reactions @> jsonb_build_array(jsonb_build_object('emoji', p_body)) THEN
          said_reactions := said_reactions || jsonb_build_object('emoji', p_body, 'count', 0, 'users', '[]'::jsonb);
        END IF;
        SELECT jsonb_agg(CASE WHEN each->>'emoji' <> p_body THEN each ELSE jsonb_build_object('emoji', p_body,
            'count', (each->>'count')::bigint + 1, 'users',
            CASE WHEN jsonb_array_length(each->'users') < p_limits[3] THEN (each->'users') || to_jsonb(p_user)
              ELSE each->'users' END) END ORDER BY n)
          INTO others FROM jsonb_array_elements(said_reactions) WITH ORDINALITY AS kinds(each, n);
        INSERT INTO states (room, seq, reactions) VALUES (place.id, p_message, others)
          ON CONFLICT (room, seq) DO UPDATE SET reactions = excluded.reactions;
      WHEN 6 THEN
        DELETE FROM reactions WHERE reactions.room = place.id AND reactions.message = p_message
          AND reactions.emoji = p_body AND reactions.author = author.number;
        SELECT jsonb_agg(CASE WHEN each->>'emoji' <> p_body THEN each ELSE jsonb_build_object('emoji', p_body,
            'count', (each->>'count')::bigint - 1, 'users', (
              SELECT coalesce(jsonb_agg(first.id ORDER BY first.seq), '[]') FROM (
                SELECT people.id, reactions.seq FROM reactions JOIN people ON people.number = reactions.author
                WHERE reactions.room = place.id AND reactions.message = p_message AND reactions.emoji = p_body
                ORDER BY reactions.seq LIMIT p_limits[3]) AS first)) END ORDER BY n)
          INTO others FROM jsonb_array_elements(said_reactions) WITH ORDINALITY AS kinds(each, n)
          WHERE each->>'emoji' <> p_body OR (each->>'count')::bigint > 1;
        UPDATE states SET reactions = coalesce(others, '[]') WHERE states.room = place.id AND states.seq = p_message;
      WHEN 7 THEN
        INSERT INTO states (room, seq, pinned) VALUES (place.id, p_message, seq)
          ON CONFLICT (room, seq) DO UPDATE SET pinned = excluded.pinned;
      WHEN 8 THEN
        UPDATE states SET pinned = NULL WHERE states.room = place.id AND states.seq = p_message;
      WHEN 9, 11 THEN
        INSERT INTO members (person, room) VALUES (author.number, place.id);
      WHEN 10 THEN
        DELETE FROM members WHERE members.person = author.number AND members.room = place.id;
      ELSE
    END CASE;
  END $$;

  -- Commands in their order; no two of the same origin. A run of plain texts (no reply; only_if is `room_open`, `member`,
  -- both in this order, or nothing) is judged, numbered and stored at once.
  -- What is looked up by several columns is a subquery for each row, which the planner cannot make a join: joined, while
  -- the tables are empty, it would walk all that the author has ever said, or all members of all rooms.
  CREATE FUNCTION append_1(
    p_epoch text, p_limits bigint[], p_rooms text[], p_users text[], p_devices text[], p_client_ids text[],
    p_kinds bigint[], p_plain bigint[], p_only_if text[], p_bodies text[], p_keys text[], p_messages bigint[])
  RETURNS TABLE (place bigint, outcome text, seq bigint, at bigint, name text, body text, thread bigint)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    v_at bigint;
    v_from bigint := 1;
    v_to bigint;
    v_size bigint := cardinality(p_rooms);
  BEGIN
    PERFORM expect_epoch(p_epoch);
    -- Who is given a name or joins a room; which names are free is decided by one at a time.
    IF p_kinds && '{2, 11}' THEN PERFORM pg_advisory_xact_lock(hashtext('kotori.names')); END IF;
    IF p_kinds && '{2, 9, 11}' THEN
      PERFORM FROM people WHERE people.id = ANY (p_users) ORDER BY people.number FOR NO KEY UPDATE;
    END IF;
    PERFORM FROM rooms WHERE rooms.name = ANY (p_rooms) ORDER BY rooms.id FOR NO KEY UPDATE;
    v_at := extract(epoch FROM clock_timestamp()) * 1000;

    WHILE v_from <= v_size LOOP
      v_to := v_from;
      WHILE v_to <= v_size AND p_plain[v_to] = 1 LOOP v_to := v_to + 1; END LOOP;
      IF v_to = v_from THEN
        RETURN QUERY SELECT v_from, one.* FROM append_one_1(
          p_rooms[v_from], p_users[v_from], p_devices[v_from], p_client_ids[v_from], p_kinds[v_from],
          p_only_if[v_from], p_bodies[v_from], p_keys[v_from], p_messages[v_from], p_limits, v_at) AS one;
        v_from := v_from + 1;
        CONTINUE;
      END IF;

      RETURN QUERY
        WITH asked AS MATERIALIZED (
          SELECT given.n, given.device, given.client_id, given.body, people.number AS author, people.name,
                 rooms.id AS room, rooms.head, known.seq AS known_seq, known.at AS known_at,
            CASE
              WHEN people.number IS NULL THEN 'unknown_user'
              WHEN known.seq IS NOT NULL THEN
                CASE WHEN known.room = rooms.id AND known.kind = 1 THEN 'duplicate' ELSE 'already_used' END
              WHEN rooms.closed AND given.only_if LIKE 'room_open%' THEN 'room_closed'
              WHEN rooms.id IS NULL AND given.only_if <> 'member' THEN 'unknown_room'
              WHEN given.only_if LIKE '%member' AND given.room <> 'lobby' AND (
                SELECT true FROM members WHERE members.person = people.number AND members.room = rooms.id) IS NULL
                THEN 'not_a_member'
              WHEN rooms.id IS NULL THEN 'unknown_room'
              ELSE 'stored' END AS outcome
          FROM unnest(p_rooms[v_from:v_to - 1], p_users[v_from:v_to - 1], p_devices[v_from:v_to - 1],
                      p_client_ids[v_from:v_to - 1], p_only_if[v_from:v_to - 1], p_bodies[v_from:v_to - 1])
               WITH ORDINALITY AS given(room, who, device, client_id, only_if, body, n)
          LEFT JOIN people ON people.id = given.who
          LEFT JOIN rooms ON rooms.name = given.room
          LEFT JOIN LATERAL (
            SELECT facts.seq, facts.at, facts.room, facts.kind FROM facts WHERE facts.author = people.number
              AND facts.device = given.device AND facts.client_id = given.client_id LIMIT 1) AS known ON true
        ), numbered AS MATERIALIZED (
          SELECT *, head + row_number() OVER (PARTITION BY room ORDER BY n) AS seq FROM asked WHERE outcome = 'stored'
        ), kept AS (
          INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body)
            SELECT room, seq, 1, v_at, author, device, client_id, name, body FROM numbered
        ), moved AS (
          UPDATE rooms SET head = last.seq FROM (SELECT room, max(seq) AS seq FROM numbered GROUP BY room) AS last
            WHERE rooms.id = last.room
        )
        SELECT v_from + n - 1, outcome, seq, v_at, name, NULL::text, NULL::bigint FROM numbered
        UNION ALL
        SELECT v_from + n - 1, outcome, known_seq, known_at, NULL, NULL, NULL FROM asked WHERE outcome <> 'stored';
      v_from := v_to;
    END LOOP;
  END $$;

  -- Who comes for the first time gets the next number, and the name that goes with it.
  CREATE FUNCTION admit_1(p_epoch text, p_users text[]) RETURNS void
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  DECLARE
    v_next bigint;
    v_count bigint;
  BEGIN
    PERFORM expect_epoch(p_epoch);
    IF EXISTS (SELECT FROM unnest(p_users) AS who WHERE NOT EXISTS (SELECT FROM people WHERE people.id = who)) THEN
      SELECT newcomers INTO v_next FROM log FOR NO KEY UPDATE;
      INSERT INTO people (number, id, name, name_key)
        SELECT v_next + n, who, 'user' || v_next + n, 'user' || v_next + n FROM (
          SELECT who, row_number() OVER (ORDER BY min(place)) - 1 AS n
          FROM unnest(p_users) WITH ORDINALITY AS given(who, place)
          WHERE NOT EXISTS (SELECT FROM people WHERE people.id = who) GROUP BY who) AS newcomers;
      GET DIAGNOSTICS v_count = ROW_COUNT;
      UPDATE log SET newcomers = newcomers + v_count;
    END IF;
  END $$;
)";

}  // namespace adapters::postgres
