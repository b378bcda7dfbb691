// OpenAI's own client for JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError } from "openai";
import { apiKey, baseURL, cancelled, endless, model, models, question } from "./gateway.mjs";

const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });

const chat = (content, fields = {}) =>
  client.chat.completions.create({ model, messages: [{ role: "user", content }], ...fields });

test("an answer has text, usage and a finish reason", async () => {
  const { data, response } = await chat(question).withResponse();
  assert.match(response.headers.get("content-type"), /^application\/json/);
  assert.equal(data.object, "chat.completion");
  assert.equal(data.model, "Meta-Llama-3.1-8B-Instruct");
  const [choice] = data.choices;
  assert.ok(choice.message.content.includes(question));
  assert.equal(choice.message.role, "assistant");
  assert.equal(choice.finish_reason, "stop");
  assert.ok(data.usage.completion_tokens > 5);
  assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
});

test("an answer that was cut says so", async () => {
  const answer = await chat(question, { max_completion_tokens: 2 });
  assert.equal(answer.choices[0].finish_reason, "length");
  assert.equal(answer.usage.completion_tokens, 2);
});

test("a stream adds up to the whole answer", async () => {
  const whole = await chat(question);
  const stream = await chat(question, { stream: true, stream_options: { include_usage: true } });
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
  assert.equal(text, whole.choices[0].message.content);
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  const reasons = chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean);
  assert.deepEqual(reasons, ["stop"]);
  assert.deepEqual(chunks.at(-1).usage, whole.usage);
  assert.deepEqual(chunks.at(-1).choices, []);
});

test("the stream helper builds the same completion", async () => {
  const whole = await chat(question);
  const runner = client.chat.completions.stream({ model, messages: [{ role: "user", content: question }] });
  const built = await runner.finalChatCompletion();
  assert.equal(built.choices[0].message.content, whole.choices[0].message.content);
  assert.equal(built.choices[0].finish_reason, "stop");
});

test("a plain prompt is completed, whole and as a stream", async () => {
  const whole = await client.completions.create({ model, prompt: question });
  assert.equal(whole.object, "text_completion");
  assert.ok(whole.choices[0].text.includes(question));
  assert.equal(whole.choices[0].finish_reason, "stop");
  assert.ok(whole.usage.completion_tokens > 5);
  let text = "";
  for await (const chunk of await client.completions.create({ model, prompt: question, stream: true })) {
    text += chunk.choices[0].text;
  }
  assert.equal(text, whole.choices[0].text);
});

test("a list of prompts is completed in its order", async () => {
  const { choices } = await client.completions.create({ model, prompt: ["first?", "second?"] });
  assert.deepEqual(choices.map((choice) => choice.index), [0, 1]);
  assert.ok(choices[0].text.includes("first?"));
  assert.ok(choices[1].text.includes("second?"));
});

test("the models are listed", async () => {
  const ids = [];
  for await (const { id } of client.models.list()) {
    ids.push(id);
  }
  assert.deepEqual(ids, models);
  assert.equal((await client.models.retrieve(models[0])).owned_by, "triton");
  await assert.rejects(client.models.retrieve("nope"), NotFoundError);
});

test("errors have status, type, code and parameter", async () => {
  await assert.rejects(chat("hi", { temperature: 3 }), (e) => {
    assert.ok(e instanceof BadRequestError);
    assert.deepEqual([e.status, e.type, e.param], [400, "invalid_request_error", "temperature"]);
    return true;
  });
  await assert.rejects(chat("hi", { model: "gpt-4o" }), (e) => {
    assert.ok(e instanceof NotFoundError);
    assert.deepEqual([e.status, e.type, e.code], [404, "invalid_request_error", "model_not_found"]);
    return true;
  });
  await assert.rejects(chat("@@fail=at-once"), (e) => {
    assert.ok(e instanceof InternalServerError);
    assert.deepEqual([e.status, e.type, e.code], [502, "server_error", "triton_error"]);
    return true;
  });
  await assert.rejects(chat("@@fail=at-once", { stream: true }), InternalServerError);
});

test("what is not served is not found", async () => {
  await assert.rejects(client.embeddings.create({ model, input: "hi" }), (e) => {
    assert.deepEqual([e.status, e.code], [404, "unknown_url"]);
    return true;
  });
});

test("a tool may be offered, and one that must be called is refused", async () => {
  const tools = [{ type: "function", function: { name: "capital_of", parameters: { type: "object", properties: {} } } }];
  const answer = await chat("with a tool", { tools });
  assert.ok(answer.choices[0].message.content);
  await assert.rejects(chat("with a tool", { tools, tool_choice: "required" }), (e) => {
    assert.deepEqual([e.status, e.param], [400, "tool_choice"]);
    return true;
  });
});

test("a failure within a stream is raised", async () => {
  const stream = await chat("@@tokens=5 @@fail=midstream", { stream: true });
  await assert.rejects(
    async () => {
      for await (const chunk of stream) {
        assert.ok(chunk.choices);
      }
    },
    (e) => e instanceof APIError && e.message.includes("Triton"),
  );
});

test("a stream that is aborted is cancelled on Triton", async () => {
  const before = await cancelled();
  const stream = await chat(endless, { stream: true });
  for await (const chunk of stream) {
    if (chunk.choices[0].delta.content) {
      stream.controller.abort();
    }
  }
  assert.equal(await cancelled(), before + 1);
});

test("a loop over a stream that is left early cancels it on Triton", async () => {
  const before = await cancelled();
  for await (const chunk of await chat(endless, { stream: true })) {
    if (chunk.choices[0].delta.content) {
      break;
    }
  }
  assert.equal(await cancelled(), before + 1);
});
