-- What a call was part of beyond its task and its action, as its sender says it. Rows from before know none of it.
ALTER TABLE hive.llm_calls
    -- The step and the revision of the plan in force, and the retry that it was part of, from 1.
    ADD COLUMN IF NOT EXISTS plan_step Nullable(UInt64) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS plan_revision Nullable(UInt64) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS attempt Nullable(UInt64) CODEC(ZSTD(1)),
    -- Whose conversation.
    ADD COLUMN IF NOT EXISTS session_id String CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS user_id String CODEC(ZSTD(1)),
    ADD INDEX IF NOT EXISTS by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1;
