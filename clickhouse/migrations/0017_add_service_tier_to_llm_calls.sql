-- How the provider ran a call, as its sender says it: some prices depend on it. Rows from before do not know.
ALTER TABLE hive.llm_calls ADD COLUMN IF NOT EXISTS service_tier LowCardinality(String);
