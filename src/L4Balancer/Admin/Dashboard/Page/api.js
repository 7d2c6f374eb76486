// All API requests, with the token of this tab.

const key = 'l4balancer.token';

let token = fromFragment() ?? sessionStorage.getItem(key);

/** The token comes in the fragment, which browsers do not send, and is removed from the address bar at once. */
function fromFragment() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (!given) return null;
  history.replaceState(null, '', location.pathname + location.search);
  sessionStorage.setItem(key, given);
  return given;
}

/** A link with a token, opened in a tab that already shows the page, changes only the fragment. */
export function onNewFragment(act) {
  addEventListener('hashchange', () => {
    const given = fromFragment();
    if (given) act(given);
  });
}

export const hasToken = () => !!token;

export function useToken(value) {
  token = value;
  if (value) sessionStorage.setItem(key, value);
  else sessionStorage.removeItem(key);
}

/** A refusal of the API, in its own words. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? meaning(status));
    this.status = status;
    this.errors = list(problem?.errors);
  }
}

/** The problem's errors are a list of sentences, or lists of them by field. */
function list(errors) {
  if (!errors) return [];
  if (Array.isArray(errors)) return errors.map(e => typeof e === 'string' ? e : e.message ?? JSON.stringify(e));
  return Object.entries(errors).flatMap(([field, texts]) => [texts].flat().map(text => `${field}: ${text}`));
}

function meaning(status) {
  switch (status) {
    case 401: return 'The token is missing or unknown.';
    case 403: return 'Your token is read-only.';
    case 404: return 'It no longer exists.';
    case 412: return 'The backend table has changed in the meantime.';
    case 429: return 'Too many requests; try again in a moment.';
    default: return `The balancer answered with status ${status}.`;
  }
}

export function request(path, options = {}) {
  const headers = { Accept: 'application/json', ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  return fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit', redirect: 'error' });
}

async function answer(response) {
  const isJson = response.headers.get('Content-Type')?.includes('json');
  const body = isJson ? await response.json().catch(() => null) : null;
  if (!response.ok) throw new ApiError(response.status, body);
  return body;
}

async function ask(path, options) {
  let response;
  try {
    response = await request(path, options);
  } catch {
    throw new ApiError(0, { detail: 'The balancer cannot be reached.' });
  }
  return answer(response);
}

export const get = path => ask(path);

/** @param generation The generation that the action requires; null for any. */
export function post(path, body = {}, generation = null) {
  const headers = { 'Content-Type': 'application/json', ...ifMatch(generation) };
  return ask(path, { method: 'POST', body: JSON.stringify(body), headers });
}

export const remove = (path, generation) => ask(path, { method: 'DELETE', headers: ifMatch(generation) });

const ifMatch = generation => generation === null ? {} : { 'If-Match': `"${generation}"` };

export const poolPath = pool => `/v1/pools/${encodeURIComponent(pool)}`;

export const backendPath = (pool, address) => `${poolPath(pool)}/backends/${encodeURIComponent(address)}`;
