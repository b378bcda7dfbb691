// Anthropic's own client for JavaScript.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import Anthropic, { APIError, BadRequestError, InternalServerError, NotFoundError } from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import * as z from "zod";
import {
  apiKey,
  baseURL,
  calls,
  cancelled,
  endless,
  forecastTool,
  model,
  models,
  question,
  scripted,
  thinker,
  thought,
} from "./gateway.mjs";

const client = new Anthropic({ baseURL: baseURL.replace(/\/v1$/, ""), apiKey, maxRetries: 0, timeout: 20_000 });

const body = (content, fields = {}) => ({
  model,
  max_tokens: 100,
  messages: [{ role: "user", content }],
  ...fields,
});

function anthropicTool() {
  const { called, run, name, description, parameters } = forecastTool();
  return { called, run, tool: { name, description, input_schema: parameters } };
}

test("a message has text, usage and a stop reason", async () => {
  const { data, request_id } = await client.messages.create(body(question)).withResponse();
  assert.equal(data.type, "message");
  assert.equal(data.role, "assistant");
  assert.equal(data.stop_reason, "end_turn");
  assert.ok(data.content[0].text.includes(question));
  assert.ok(data.usage.input_tokens > 0 && data.usage.output_tokens > 5);
  assert.ok(request_id);
});

test("a stream adds up to the whole message", async () => {
  const whole = await client.messages.create(body(question));
  const stream = client.messages.stream(body(question));
  const events = [];
  let text = "";
  stream.on("streamEvent", (event) => events.push(event));
  stream.on("text", (part) => (text += part));
  const message = await stream.finalMessage();
  assert.equal(text, whole.content[0].text);
  assert.deepEqual(message.content, whole.content);
  assert.equal(message.usage.input_tokens, whole.usage.input_tokens);
  assert.equal(message.usage.output_tokens, whole.usage.output_tokens);
  assert.deepEqual(
    events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]),
    [
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ],
  );
  assert.equal(events[0].message.usage.input_tokens, whole.usage.input_tokens);
});

for (const stream of [false, true]) {
  const how = stream ? "as a stream" : "whole";
  const ask = (request) => (stream ? client.messages.stream(request).finalMessage() : client.messages.create(request));

  test(`a model thinks, calls tools and answers with their results, ${how}`, async () => {
    const { called, run, tool } = anthropicTool();
    const fields = { model: thinker, tools: [tool], thinking: { type: "enabled", budget_tokens: 1024 }, max_tokens: 4096 };
    await scripted(
      thought("Which city?", `I look.\n${calls(["forecast", { city: "Paris" }], ["forecast", { city: "Rome" }])}`),
      thought("Rain.", "Take an umbrella."),
    );
    const request = body("What is the weather?", fields);
    const first = await ask(request);
    assert.deepEqual(
      first.content.map(({ type }) => type),
      ["thinking", "text", "tool_use", "tool_use"],
    );
    assert.equal(first.content[0].thinking.trim(), "Which city?");
    assert.ok(first.content[0].signature);
    assert.equal(first.stop_reason, "tool_use");
    const results = first.content
      .filter(({ type }) => type === "tool_use")
      .map(({ id, input }) => ({ type: "tool_result", tool_use_id: id, content: run(input) }));
    assert.deepEqual(called, ["Paris", "Rome"]);
    assert.equal(new Set(results.map(({ tool_use_id }) => tool_use_id)).size, 2);
    request.messages.push({ role: "assistant", content: first.content }, { role: "user", content: results });
    const last = await ask(request);
    assert.equal(last.content.at(-1).text, "Take an umbrella.");
    assert.equal(last.stop_reason, "end_turn");
  });

  test(`the tool runner runs tools and returns the last message, ${how}`, async () => {
    const { called, run, tool } = anthropicTool();
    const { input_schema: inputSchema, ...named } = tool;
    await scripted(calls(["forecast", { city: "Paris" }]), "Take an umbrella.");
    const tools = [betaTool({ ...named, inputSchema, run })];
    const last = await client.beta.messages.toolRunner({ ...body("What is the weather?"), tools, stream }).runUntilDone();
    assert.equal(last.content.at(-1).text, "Take an umbrella.");
    assert.deepEqual(called, ["Paris"]);
  });

  test(`a stop sequence is told, ${how}`, async () => {
    const message = await ask(body(question, { stop_sequences: ["asked"] }));
    assert.deepEqual([message.stop_reason, message.stop_sequence], ["stop_sequence", "asked"]);
    assert.ok(!message.content[0].text.includes("asked"));
  });

  test(`a message that was cut says so, ${how}`, async () => {
    const message = await ask(body(question, { max_tokens: 2 }));
    assert.equal(message.stop_reason, "max_tokens");
    assert.equal(message.usage.output_tokens, 2);
  });
}

test("an answer of a Zod schema is parsed", async () => {
  const format = zodOutputFormat(z.object({ city: z.string(), population: z.int() }));
  const message = await client.messages.parse(body(question, { output_config: { format } }));
  assert.deepEqual(message.parsed_output, { city: "simulated", population: 42 });
});

test("the tokens that are counted are those that the message uses", async () => {
  const { tool } = anthropicTool();
  const { max_tokens, ...request } = body(question, { model: thinker, system: "Be brief.", tools: [tool] });
  const { input_tokens } = await client.messages.countTokens(request);
  assert.ok(input_tokens > 200, String(input_tokens));
  assert.equal((await client.messages.countTokens(request)).input_tokens, input_tokens);
  await assert.rejects(client.messages.countTokens({ ...request, model }), (e) => {
    assert.equal(e.status, 501);
    assert.match(e.message, /tokenizer/);
    return true;
  });
});

test("the models are listed", async () => {
  const ids = [];
  for await (const { id, type } of client.models.list()) {
    assert.equal(type, "model");
    ids.push(id);
  }
  assert.deepEqual(ids, models);
  assert.equal((await client.models.retrieve(models[0])).id, models[0]);
});

describe("errors have the client's classes", () => {
  const refused = (request, kind, status, type) =>
    assert.rejects(client.messages.create(request), (e) => {
      assert.ok(e instanceof kind, String(e));
      assert.deepEqual([e.status, e.error.error.type], [status, type]);
      assert.ok(e.requestID);
      return true;
    });

  test("a wrong request", () => refused(body([]), BadRequestError, 400, "invalid_request_error"));
  test("an unknown model", () => refused(body("hi", { model: "gpt-4o" }), NotFoundError, 404, "not_found_error"));
  test("a failure of Triton", () => refused(body("@@fail=at-once"), InternalServerError, 502, "api_error"));

  test("a failure within a stream", async () => {
    await assert.rejects(client.messages.stream(body("@@tokens=5 @@fail=midstream")).finalMessage(), APIError);
  });
});

test("a stream that is left ends the call", async () => {
  const before = await cancelled();
  const stream = client.messages.stream(body(endless, { max_tokens: 2000 }));
  stream.on("text", () => stream.abort());
  await assert.rejects(stream.finalMessage(), /abort/i);
  assert.equal(await cancelled(), before + 1);
});
