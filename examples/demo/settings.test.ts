import { createHash } from 'node:crypto';
import { demoSettings } from './settings.js';

describe('demoSettings', () => {
  it('has the documented defaults', () => {
    const { bridge, previewPort, fleetSize } = demoSettings({});
    expect(bridge).toMatchObject({ host: '127.0.0.1', port: 4318, database: { kind: 'embedded', dataDir: './.hive' } });
    expect({ previewPort, fleetSize }).toEqual({ previewPort: 3300, fleetSize: 10 });
  });

  it('makes new keys for each start, each with no more rights than needed', () => {
    const settings = demoSettings({});
    const scopes = Object.values(settings.keys).map((secret) => {
      const sha256 = createHash('sha256').update(secret).digest('hex');
      return settings.bridge.keys.find((key) => key.sha256 === sha256)?.scopes;
    });
    expect(scopes).toEqual([['ingest'], ['read'], ['ingest', 'read']]);
    expect(demoSettings({}).keys).not.toEqual(settings.keys);
  });

  it.each([
    [{ HIVE_PREVIEW_PORT: 'http' }, 'HIVE_PREVIEW_PORT: expected a whole number from 0 to 65535, not http'],
    [{ HIVE_DEMO_AGENTS: '0' }, 'HIVE_DEMO_AGENTS: expected a whole number from 1 to 5000, not 0'],
    [{ HIVE_PORT: '99999' }, /^HIVE_PORT: /],
  ])('refuses %j by name', (variables, message) => {
    expect(() => demoSettings(variables)).toThrow(message);
  });
});
