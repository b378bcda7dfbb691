// One conversation with one model: its messages, and the answer that is coming in.
import { stream } from './api.js';

export const SAMPLE_TOOLS = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather in a city now',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
  {
    type: 'function',
    function: {
      name: 'get_time',
      description: 'The time of day in a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];

const SAMPLE_RESULTS = { get_weather: '{"celsius": 14, "sky": "rain"}', get_time: '{"time": "10:42"}' };

export const DEFAULTS = {
  system: '', temperature: '', maxTokens: '512', effort: '', useTools: false, tools: JSON.stringify(SAMPLE_TOOLS, null, 2),
};

function user(text, images) {
  return {
    role: 'user',
    content: images?.length
      ? [{ type: 'text', text }, ...images.map(url => ({ type: 'image_url', image_url: { url } }))]
      : text,
  };
}

function sent(message) {
  if (message.role === 'assistant') {
    return {
      role: 'assistant',
      content: message.content || null,
      ...(message.calls.length
        ? { tool_calls: message.calls.map(c => ({ id: c.id, type: 'function', function: { name: c.name, arguments: c.arguments } })) }
        : {}),
    };
  }
  return message.role === 'tool' ? { role: 'tool', tool_call_id: message.id, content: message.content } : user(message.content, message.images);
}

// What can be sent again: an answer that never came, or a call without a result, would be refused.
function isComplete(message, i, all) {
  if (message.role !== 'assistant') {
    return true;
  }
  const answered = message.calls.every(call => all.some(m => m.role === 'tool' && m.id === call.id));
  return (message.content || message.calls.length > 0) && answered;
}

// The chat request as the API takes it. Throws where the settings are wrong.
export function request(model, messages, settings, draft) {
  const all = messages.filter(isComplete).map(sent);
  if (draft && (draft.text || draft.images.length)) {
    all.push(user(draft.text, draft.images));
  }
  const body = { model, messages: settings.system ? [{ role: 'system', content: settings.system }, ...all] : all };
  if (settings.temperature !== '') {
    body.temperature = Number(settings.temperature);
  }
  if (settings.maxTokens !== '') {
    body.max_tokens = Number(settings.maxTokens);
  }
  if (settings.effort) {
    body.reasoning_effort = settings.effort;
  }
  if (settings.useTools) {
    try {
      body.tools = JSON.parse(settings.tools);
    } catch (e) {
      throw new Error(`The tools are not JSON: ${e.message}`);
    }
  }
  body.stream = true;
  body.stream_options = { include_usage: true };
  return body;
}

export class Conversation {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.messages = [];
    this.running = null;
  }

  // Calls of the last answer that have no result yet.
  openCalls() {
    const last = this.messages.at(-1);
    return last?.role === 'assistant' && !this.running ? last.calls : [];
  }

  ask(text, images, settings) {
    this.messages.push({ role: 'user', content: text, images });
    return this.run(settings);
  }

  answer(results, settings) {
    this.openCalls().forEach((call, i) => this.messages.push({ role: 'tool', id: call.id, name: call.name, content: results[i] }));
    return this.run(settings);
  }

  again(settings) {
    this.messages.pop();
    return this.run(settings);
  }

  stop() {
    this.running?.abort();
  }

  clear() {
    this.stop();
    this.messages = [];
    this.changed();
  }

  async run(settings) {
    const answer = { role: 'assistant', content: '', reasoning: '', calls: [], stats: {}, error: null };
    const started = performance.now();
    this.running = new AbortController();
    let usage = null;
    let finish = null;
    let first = null;
    try {
      const body = request(this.model, this.messages, settings);
      this.messages.push(answer);
      this.changed();
      answer.stats.id = await stream(body, this.running.signal, chunk => {
        usage = chunk.usage ?? usage;
        const choice = chunk.choices?.[0];
        if (choice) {
          finish = choice.finish_reason ?? finish;
          if (this.take(answer, choice.delta) && first === null) {
            first = performance.now();
          }
          this.changed();
        }
      });
    } catch (e) {
      if (this.messages.at(-1) !== answer) {
        this.messages.push(answer);
      }
      answer.stopped = e.name === 'AbortError';
      answer.error = answer.stopped ? null : e;
    } finally {
      const ended = performance.now();
      Object.assign(answer.stats, {
        first: first === null ? null : first - started,
        total: ended - started,
        tokens: usage?.completion_tokens ?? null,
        prompt: usage?.prompt_tokens ?? null,
        rate: usage && first !== null && usage.completion_tokens > 1 ? ((usage.completion_tokens - 1) * 1000) / (ended - first) : null,
        finish,
      });
      this.running = null;
      this.changed();
    }
  }

  take(answer, delta) {
    answer.content += delta.content ?? '';
    answer.reasoning += delta.reasoning_content ?? delta.reasoning ?? '';
    for (const part of delta.tool_calls ?? []) {
      const call = (answer.calls[part.index] ??= { id: '', name: '', arguments: '', result: '' });
      call.id = part.id ?? call.id;
      call.name += part.function?.name ?? '';
      call.arguments += part.function?.arguments ?? '';
      call.result = SAMPLE_RESULTS[call.name] ?? '';
    }
    return Boolean(delta.content || delta.reasoning_content || delta.reasoning || delta.tool_calls?.length);
  }
}
