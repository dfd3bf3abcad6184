-- Days of which an hour was added up since the day was.
CREATE OR REPLACE VIEW hive.dirty_days AS
SELECT tenant, day, inserted, counted
FROM hive.rollup_states
WHERE is_dirty;
