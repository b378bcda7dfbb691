// Calls to the gateway. A key, where the gateway asks for one, is kept for this tab only and sent nowhere else.
const KEY = 'openai-triton-key';

export const key = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  set: value => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message ?? `The gateway answered ${status}.`);
    this.status = status;
    this.param = error?.param;
    this.code = error?.code;
  }
}

function headers(more) {
  const all = { ...more };
  if (key.get()) {
    all.Authorization = `Bearer ${key.get()}`;
  }
  return all;
}

async function checked(response) {
  if (response.ok) {
    return response;
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    // not of the gateway: the status says enough
  }
  throw new ApiError(response.status, body?.error);
}

const post = (path, request, signal) =>
  fetch(path, { method: 'POST', headers: headers({ 'Content-Type': 'application/json' }), body: JSON.stringify(request), signal }).then(checked);

export const document_ = name => fetch(`page/api/${name}`, { headers: headers() }).then(checked).then(r => r.json());

export const rendering = (request, signal) => post('v1/chat/completions/render', request, signal).then(r => r.json());

// Server-sent events of a chat request: gives each chunk as it comes, and returns the id of the request.
export async function stream(request, signal, chunk) {
  const response = await post('v1/chat/completions', request, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? '';
    let end;
    while ((end = rest.indexOf('\n')) >= 0) {
      const line = rest.slice(0, end).trimEnd();
      rest = rest.slice(end + 1);
      if (line === 'data: [DONE]') {
        return response.headers.get('x-request-id');
      }
      if (line.startsWith('data: ')) {
        const event = JSON.parse(line.slice(6));
        if (event.error) {
          throw new ApiError(response.status, event.error);
        }
        chunk(event);
      }
    }
    if (done) {
      throw new ApiError(response.status, { message: 'The answer ended early: the connection was closed.' });
    }
  }
}
