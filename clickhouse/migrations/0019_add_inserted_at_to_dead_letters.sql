-- When a row that had been refused was taken after all; 1970 while it is not. A letter that changes is written again, and
-- the newest writing stands.
ALTER TABLE hive.dead_letters ADD COLUMN IF NOT EXISTS inserted_at DateTime64(3, 'UTC') DEFAULT 0;
