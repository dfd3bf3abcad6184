import type { PreviewData } from '../preview-data.js';

/**
 * The one HTML page. Grafana's packages read `grafanaBootData` while they load, so it is set before any module runs.
 * `?theme=` wins over the last choice, which wins over dark.
 */
export function pageOf(data: PreviewData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>HiveBoard preview</title>
<link rel="icon" href="/public/plugins/hiveboard-hive-app/img/logo.svg">
<link rel="stylesheet" href="/preview/main.css">
<style>body { margin: 0 }</style>
<script>
const asked = new URLSearchParams(location.search).get('theme');
const theme = asked === 'light' || asked === 'dark' ? asked : localStorage.getItem('hiveboard.preview.theme') ?? 'dark';
document.documentElement.style.background = theme === 'light' ? '#f4f5f5' : '#111217';
window.__grafana_public_path__ = '/public/';
window.hivePreview = ${json(data)};
window.grafanaBootData = {
  assets: { dark: '', light: '' },
  navTree: [],
  user: { theme, isSignedIn: false, id: 0, login: '', name: 'Preview', orgId: 1, orgRole: 'Admin', permissions: {}, timezone: 'browser', locale: 'en-US' },
  settings: {
    appSubUrl: '',
    buildInfo: { version: '13.2.2', commit: '', env: 'production' },
    featureToggles: {},
    defaultDatasource: 'HiveBoard',
  },
};
</script>
<script type="module" src="/preview/main.js"></script>
</head>
<body><div id="root"></div></body>
</html>
`;
}

/** JSON that cannot end the script element it stands in. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
