-- Hours whose calls have changed since they were last added up.
CREATE OR REPLACE VIEW hive.dirty_hours AS
SELECT tenant, place.1 AS hour, place.2 AS inserted, place.3 AS counted
FROM hive.rollup_states
ARRAY JOIN dirty_hours AS place;
