import type { Demo } from './demo.js';

/** What to do now that everything runs. */
export const banner = ({ previewUrl, bridgeUrl }: Demo, key: string): string => `
  HiveBoard         ${previewUrl}
  Cost Explorer     ${previewUrl}/a/hiveboard-hive-app/costs
  Grafana panels    ${previewUrl}/d/preview

  API               curl -H 'Authorization: Bearer ${key}' '${bridgeUrl}/v1/agents'
                    curl -H 'Authorization: Bearer ${key}' '${bridgeUrl}/v1/metrics?metric=cost&group_by=model'
  Send your own     OTLP over HTTP to ${bridgeUrl}/v1/traces with the same header, or
                    HIVE_ENDPOINT=${bridgeUrl} HIVE_API_KEY=${key} npx tsx --conditions=@hiveboard/source examples/quickstart.ts

  Look at legacy-scraper, which hangs within a minute, and at contract-reviewer, which waits for a person.
  The key is for this run only. Ctrl-C stops everything and keeps the data for the next start.
`;
