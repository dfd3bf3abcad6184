-- The overrides of prices that hold now: the newest change of each.
CREATE OR REPLACE VIEW hive.prices AS
SELECT *
FROM (SELECT * FROM hive.price_overrides ORDER BY name, changed_at DESC LIMIT 1 BY name)
WHERE NOT is_removed
ORDER BY name;
