import type { BackendSrvRequest } from '@grafana/runtime';

type Value = string | number | boolean | null | undefined;

/** `?a=1&b=2&b=3`, '' without parameters; `undefined` and `null` values are left out. */
export function queryString(params: BackendSrvRequest['params'], isContinued: boolean): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries<Value | readonly Value[]>(params ?? {})) {
    for (const item of [value].flat()) {
      if (item !== undefined && item !== null) search.append(name, String(item));
    }
  }
  const text = search.toString();
  if (text === '') return '';
  return `${isContinued ? '&' : '?'}${text}`;
}

/** The body in the form that was asked for; without wish JSON when it is JSON, else text. */
export async function bodyOf(response: Response, { responseType }: BackendSrvRequest): Promise<unknown> {
  switch (responseType) {
    case 'arraybuffer':
      return response.arrayBuffer();
    case 'blob':
      return response.blob();
    case 'text':
      return response.text();
    case 'json':
    case undefined: {
      const text = await response.text();
      return jsonOrText(text);
    }
  }
}

function jsonOrText(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
