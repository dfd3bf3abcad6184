-- How many inserts a row holds, for whoever asks which rows are behind: none where it is from before rows had parts. The
-- lists of two parts need not be opened for that each time. Rows that are there are worked out when they are read until the
-- background has written them anew.
ALTER TABLE hive.llm_cost_hours
    ADD COLUMN IF NOT EXISTS counted UInt64 MATERIALIZED if(notEmpty(spend.calls) AND empty(by_model.calls), 0, version);

ALTER TABLE hive.llm_cost_hours MATERIALIZE COLUMN counted;

ALTER TABLE hive.llm_cost_days
    ADD COLUMN IF NOT EXISTS counted UInt64 MATERIALIZED if(notEmpty(spend.calls) AND empty(by_model.calls), 0, version);

ALTER TABLE hive.llm_cost_days MATERIALIZE COLUMN counted;
